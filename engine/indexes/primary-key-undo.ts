import type { NodeId } from '../cluster/topology.ts';
import type { NodeBatch } from '../gather/write.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { Members } from '../settings/members.ts';
import { settingsRequest, settingsToRestore } from '../settings/restore.ts';
import { indexPath } from './node-requests.ts';

export function setPrimaryKey(uid: string, primaryKey: string): NodeRequest {
  return { method: 'PATCH', path: indexPath(uid), body: JSON.stringify({ primaryKey }) };
}

/**
 * What gives an index without documents its earlier primary key back, on these nodes. A primary key
 * cannot be taken away, but an index without documents can be made anew, with its settings.
 */
export function primaryKeyUndo(
  index: { readonly uid: string; readonly acceptedPrimaryKey: string | null },
  settings: Members,
  nodes: readonly NodeId[],
): NodeBatch[] {
  const { uid, acceptedPrimaryKey } = index;
  const requests: Pick<NodeBatch, 'request' | 'followedBy'> =
    acceptedPrimaryKey === null
      ? {
          request: { method: 'DELETE', path: indexPath(uid) },
          followedBy: settingsRequest(uid, settingsToRestore(settings, [settings])),
        }
      : { request: setPrimaryKey(uid, acceptedPrimaryKey) };
  return nodes.map((node) => ({ node, shards: [], ...requests }));
}
