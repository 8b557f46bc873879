import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { writeMembers } from '../settings/members.ts';
import { hiddenSettings, nodeSettings } from '../settings/node-settings.ts';
import { defaults } from '../settings/setting-names.ts';

/** An index as far as it matters where it is. */
export type PlacedIndex = Pick<IndexRecord, 'uid' | 'placement'>;

/** The same request for every node that has the index, about the index as a whole. */
export function everywhere({ placement }: PlacedIndex, request: NodeRequest): NodeBatch[] {
  return placement.hosts.map((node) => ({ node, shards: [], request }));
}

/** The nodes that have an index; all if it is not known any more. */
export function hostsOf(context: EngineContext, uid: string): readonly NodeId[] {
  return context.catalogue.get(uid)?.placement.hosts ?? context.cluster.memberNodes();
}

/** What every node must enqueue so that an index exists there with its hidden settings. */
export function createIndexEverywhere(index: PlacedIndex, primaryKey: string | null): NodeBatch[] {
  const { uid } = index;
  const creation: NodeRequest = {
    method: 'POST',
    path: '/indexes',
    body: JSON.stringify(primaryKey === null ? { uid } : { uid, primaryKey }),
  };
  return everywhere(index, creation).map(({ node, shards, request }) => ({
    node,
    shards,
    request,
    followedBy: {
      method: 'PATCH',
      path: `${indexPath(uid)}/settings`,
      body: writeMembers(nodeSettings(defaults, hiddenSettings)),
    },
  }));
}

export function deleteIndexEverywhere(index: PlacedIndex): NodeBatch[] {
  return everywhere(index, { method: 'DELETE', path: indexPath(index.uid) });
}

/** `/indexes/{uid}`; a uid needs no escaping once it is valid. */
export function indexPath(uid: string): string {
  return `/indexes/${uid}`;
}
