import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { writeMembers } from '../settings/members.ts';
import { hiddenSettings, nodeSettings } from '../settings/node-settings.ts';
import { defaults } from '../settings/setting-names.ts';

/** The same request for every node, about the index as a whole. */
export function everywhere(context: EngineContext, request: NodeRequest): NodeBatch[] {
  return context.cluster.dataNodes().map((node) => ({ node, shards: [], request }));
}

/** What every node must enqueue so that an index exists there with its hidden settings. */
export function createIndexEverywhere(
  context: EngineContext,
  uid: string,
  primaryKey: string | null,
): NodeBatch[] {
  const creation: NodeRequest = {
    method: 'POST',
    path: '/indexes',
    body: JSON.stringify(primaryKey === null ? { uid } : { uid, primaryKey }),
  };
  return everywhere(context, creation).map(({ node, shards, request }) => ({
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

export function deleteIndexEverywhere(context: EngineContext, uid: string): NodeBatch[] {
  return everywhere(context, { method: 'DELETE', path: indexPath(uid) });
}

/** `/indexes/{uid}`; a uid needs no escaping once it is valid. */
export function indexPath(uid: string): string {
  return `/indexes/${uid}`;
}
