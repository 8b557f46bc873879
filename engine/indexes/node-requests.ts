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

/** The nodes that have an index, without those that were given up; all if it is not known any more. */
export function hostsOf({ catalogue, cluster }: EngineContext, uid: string): readonly NodeId[] {
  const members = cluster.memberNodes();
  return catalogue.get(uid)?.placement.hosts.filter((node) => members.includes(node)) ?? members;
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

/**
 * What deletes an index. Nodes that do not have it are told as well: they may be about to be given it, or
 * have something left of an earlier one. Nobody waits for a node that was given up, and is looked through
 * when it comes back.
 */
export function deleteIndexEverywhere({ cluster }: EngineContext, uid: string): NodeBatch[] {
  const request: NodeRequest = { method: 'DELETE', path: indexPath(uid) };
  return cluster.memberNodes().map((node) => ({ node, shards: [], request }));
}

/** `/indexes/{uid}`; a uid needs no escaping once it is valid. */
export function indexPath(uid: string): string {
  return `/indexes/${uid}`;
}
