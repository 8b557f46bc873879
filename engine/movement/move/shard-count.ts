import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { shardFilter } from '../../protocol/markers.ts';
import type { ReplicaRange } from '../repair/replica-page.ts';

/** How many documents a node has of some shards; 0 if it cannot say, for nothing rests on it. */
export async function countShards(
  context: EngineContext,
  { node, indexUid, shards }: ReplicaRange,
): Promise<number> {
  const path = `${indexPath(indexUid)}/documents/fetch`;
  const body = JSON.stringify({ filter: shardFilter(shards), limit: 0 });
  const answer = await callNode(context, node, { method: 'POST', path, body }, 'move-count');
  if (answer.kind !== 'answer') return 0;
  return Number(/"total"\s*:\s*(\d+)/.exec(answer.body)?.[1] ?? 0);
}
