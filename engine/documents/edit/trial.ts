import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode, NodeRefusal } from '../../gather/call.ts';
import type { NodeBatch } from '../../gather/write.ts';
import { limits } from '../../limits.ts';
import { until } from '../../movement/repair/index-turn.ts';
import { indexBusy, noQuorum } from '../../protocol/api-error.ts';

/**
 * Has nodes try an edit that leaves every document as it is. A task of one Meilisearch fails as a whole,
 * so Miroir must know before any node edits. Answers the body of the error with which it would fail on
 * some shard; undefined: it would not. A failure that says nothing of the edit is the replica's own.
 * Throws {@link NodeRefusal}, `miroir_no_quorum` if some shard cannot be tried, or `miroir_index_busy`.
 */
export async function tryEverywhere(
  context: EngineContext,
  name: string,
  batches: readonly NodeBatch[],
): Promise<string | undefined> {
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
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'refused'; readonly status: number; readonly body: string }
  | { readonly kind: 'unknown' };

async function tryOn(
  context: EngineContext,
  name: string,
  { node, request }: NodeBatch,
): Promise<Trial> {
  const answer = await callNode(context, node, request, 'try-edit');
  if (answer.kind === 'refusal') return { ...answer, kind: 'refused' };
  const uid = /"taskUid"\s*:\s*(\d+)/.exec(answer.kind === 'answer' ? answer.body : '')?.[1];
  return uid === undefined ? { kind: 'unknown' } : outcomeOf(context, name, node, uid);
}

async function outcomeOf(
  context: EngineContext,
  name: string,
  node: NodeId,
  uid: string,
): Promise<Trial> {
  const request = { method: 'GET', path: `/tasks/${uid}` } as const;
  const outcome: { trial: Trial | undefined } = { trial: undefined };
  const hasEnded = async (): Promise<boolean> => {
    const deadlineMs = context.config.health.timeoutMs;
    const answer = await callNode(context, node, request, 'tasks', deadlineMs);
    if (answer.kind === 'answer') outcome.trial = trialOf(answer.body);
    const isGone = answer.kind === 'refusal' || !context.cluster.isUp(node);
    if (isGone) outcome.trial = { kind: 'unknown' };
    return outcome.trial !== undefined;
  };
  if (!(await until(context, limits.editTrialMsMax, hasEnded))) throw indexBusy(name);
  return outcome.trial ?? { kind: 'unknown' };
}

/** Undefined: it has not ended. */
function trialOf(body: string): Trial | undefined {
  const task: { readonly status: unknown; readonly error: unknown } = JSON.parse(body);
  const { status, error } = task;
  if (status === 'enqueued' || status === 'processing') return undefined;
  if (status === 'succeeded') return { kind: 'succeeded' };
  const isClients = JSON.stringify(error).includes('"type":"invalid_request"');
  return isClients ? { kind: 'failed', error: JSON.stringify(error) } : { kind: 'unknown' };
}
