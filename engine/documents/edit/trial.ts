import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode, NodeRefusal } from '../../gather/call.ts';
import { awaitTask, enqueuedTask, type NodeError } from '../../gather/node-task.ts';
import type { NodeBatch } from '../../gather/write.ts';
import { limits } from '../../limits.ts';
import { indexBusy, noQuorum } from '../../protocol/api-error.ts';

/**
 * Has nodes try an edit that leaves every document as it is. A task of one Meilisearch fails as a whole,
 * so Miroir must know before any node edits. Answers the error with which it would fail on some
 * shard; undefined: it would not. A failure that says nothing of the edit is the replica's own.
 * Throws {@link NodeRefusal}, `miroir_no_quorum` if some shard cannot be tried, or `miroir_index_busy`.
 */
export async function tryEverywhere(
  context: EngineContext,
  name: string,
  batches: readonly NodeBatch[],
): Promise<NodeError | undefined> {
  const own = batches.filter(
    ({ incoming, node }) => incoming === undefined && context.cluster.isUp(node),
  );
  const wanted = new Set(batches.flatMap(({ shards }) => shards));
  const trials = await Promise.all(own.map((batch) => tryOn(context, name, batch)));
  const refusal = trials.find((trial) => trial.kind === 'refused');
  if (refusal !== undefined) throw new NodeRefusal(refusal.status, refusal.body);
  const failure = trials.find((trial) => trial.kind === 'failed');
  if (failure !== undefined) return failure.error;
  const tried = new Set<ShardId>(
    trials.flatMap((trial, at) => (trial.kind === 'succeeded' ? (own[at]?.shards ?? []) : [])),
  );
  const missing = [...wanted]
    .filter((shard) => !tried.has(shard))
    .toSorted((left, right) => left - right);
  if (missing.length === 0) return undefined;
  throw noQuorum(
    `The edit could not be tried on shard ${missing.join(', ')}, and is not carried out before. Nothing was done.`,
  );
}

type Trial =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: NodeError }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  | { readonly kind: 'unknown' };

async function tryOn(
  context: EngineContext,
  name: string,
  { node, request }: NodeBatch,
): Promise<Trial> {
  const answer = await callNode(context, node, request, 'try-edit');
  if (answer.kind === 'refusal') return { ...answer, kind: 'refused' };
  const task = enqueuedTask(answer);
  if (task === undefined) return { kind: 'unknown' };
  const end = await awaitTask(context, node, task.uid, { patienceMs: limits.editTrialMsMax });
  if (end.kind === 'open') throw indexBusy(name);
  if (end.kind === 'gone') return { kind: 'unknown' };
  const { status, error } = end;
  if (status === 'succeeded') return { kind: 'succeeded' };
  return error?.type === 'invalid_request' ? { kind: 'failed', error } : { kind: 'unknown' };
}
