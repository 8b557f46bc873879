import type { GroupId, NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { SessionId } from '../ports/session.ts';
import { noteAcknowledged } from '../movement/restored/newest-task.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord, NodeTask } from '../ports/task-store.ts';
import { callNode, type NodeAnswer } from './call.ts';
import { enqueuedTask } from './node-task.ts';

/** What one node has to enqueue for a write: one request, about these shards. */
export interface NodeBatch {
  readonly node: NodeId;
  /** Empty when the request is about the index as a whole. */
  readonly shards: readonly ShardId[];
  readonly request: NodeRequest;
  /** A second request that the same node must enqueue after the first. */
  readonly followedBy?: NodeRequest;
  /** Whether the node is only being given these shards. */
  readonly incoming?: true;
}

/** Batches of one task, and the session of the proxy that sends them. */
export interface BatchRound {
  readonly session: SessionId;
  /** Named in traces. */
  readonly operation: string;
  readonly batches: readonly NodeBatch[];
}

/** A batch that its node did not acknowledge. */
export interface MissedBatch {
  readonly node: NodeId;
  readonly shards: readonly ShardId[];
  readonly reason: string;
  /** Whether the node may have acted on it all the same. */
  readonly sent: boolean;
}

export interface WriteOutcome {
  readonly accepted: readonly NodeTask[];
  readonly missed: readonly MissedBatch[];
  /** Set when a node called the request itself wrong. */
  readonly refusal: { readonly status: number; readonly body: string } | null;
}

/**
 * Sends every batch to its node at once; an acknowledgement is the node's own task number. A batch
 * counts as not sent if this proxy cannot rely on its session any more: the task may be another's.
 */
export async function sendBatches(
  context: EngineContext,
  { batches, ...sender }: BatchRound,
): Promise<WriteOutcome> {
  const outcomes = await Promise.all(batches.map((batch) => sendBatch(context, sender, batch)));
  return {
    accepted: outcomes.flatMap((outcome) => outcome.accepted),
    missed: outcomes.flatMap((outcome) => outcome.missed),
    refusal: outcomes.find((outcome) => outcome.refusal !== null)?.refusal ?? null,
  };
}

async function sendBatch(
  context: EngineContext,
  sender: Omit<BatchRound, 'batches'>,
  { node, shards, request, followedBy, incoming }: NodeBatch,
): Promise<WriteOutcome> {
  const { session, operation } = sender;
  const isOfMover = operation.startsWith('move-') || operation === 'repair-write';
  const isFenced = !isOfMover || !context.ports.fault.planted('M20');
  if (isFenced && !context.session.holds(session)) {
    return unsent(node, shards, 'session over');
  }
  // Nobody waits for a node that was given up.
  const state = context.cluster.stateOf(node);
  if (state === undefined || state === 'failed') return unsent(node, shards, 'given up');
  const before = context.nodeMemory.recall(node);
  const answer = await callNode(context, node, request, operation);
  const task = enqueuedTask(answer);
  if (task === undefined) {
    const missed = { node, shards, reason: describe(answer), sent: mayHaveActed(answer) };
    const refusal = answer.kind === 'refusal' ? { status: answer.status, body: answer.body } : null;
    return { accepted: [], missed: [missed], refusal };
  }
  const accepted: NodeTask = {
    node,
    taskUid: task.uid,
    shards,
    status: 'pending',
    ...(incoming === undefined ? {} : { incoming }),
    ...noteAcknowledged(context, node, before, task),
  };
  if (followedBy === undefined) return { accepted: [accepted], missed: [], refusal: null };
  const rest = await sendBatch(context, sender, { node, shards, request: followedBy });
  return { ...rest, accepted: [accepted, ...rest.accepted] };
}

function unsent(node: NodeId, shards: readonly ShardId[], reason: string): WriteOutcome {
  return { accepted: [], missed: [{ node, shards, reason, sent: false }], refusal: null };
}

/** How far a write got, shard by shard. */
export interface Verdict {
  /** Shards for which no group reached its quorum, ascending. */
  readonly failedShards: readonly ShardId[];
  /** Groups that missed their quorum for some shard, ascending. */
  readonly degradedGroups: readonly GroupId[];
  /** Shards for which some group missed its quorum, ascending. */
  readonly degradedShards: readonly ShardId[];
}

/**
 * Judges a write by `floor(RF/2)+1` acknowledgements in a group, per shard; one group suffices
 * (design decision 3).
 */
export function judgeQuorum(
  context: EngineContext,
  index: IndexRecord,
  shards: Iterable<ShardId>,
  accepted: readonly NodeTask[],
): Verdict {
  const acknowledged = new Set(
    accepted
      .filter((task) => task.incoming === undefined)
      .flatMap((task) => task.shards.map((shard) => `${shard}/${task.node}`)),
  );
  const shardMap = context.cluster.shardMap(index);
  const failedShards: ShardId[] = [];
  const degradedShards: ShardId[] = [];
  const degradedGroups = new Set<GroupId>();
  for (const shard of [...new Set(shards)].toSorted((left, right) => left - right)) {
    const short = groupsBelowQuorum(shardMap.replicas(shard), (node) =>
      acknowledged.has(`${shard}/${node}`),
    );
    for (const group of short) degradedGroups.add(group);
    if (short.length > 0) degradedShards.push(shard);
    if (short.length === groupsWith(shardMap.replicas(shard)).length) failedShards.push(shard);
  }
  return {
    failedShards,
    degradedShards,
    degradedGroups: [...degradedGroups].toSorted((left, right) => left - right),
  };
}

function groupsBelowQuorum(
  groups: readonly (readonly NodeId[])[],
  acknowledged: (node: NodeId) => boolean,
): GroupId[] {
  return groupsWith(groups)
    .filter(([, nodes]) => nodes.filter(acknowledged).length < Math.floor(nodes.length / 2) + 1)
    .map(([group]) => group);
}

/** The groups that hold a shard: one that has not been given it yet has no say. */
function groupsWith(
  groups: readonly (readonly NodeId[])[],
): readonly (readonly [GroupId, readonly NodeId[]])[] {
  return [...groups.entries()].filter(([, nodes]) => nodes.length > 0);
}

/** The value of `X-Miroir-Degraded` for a write; undefined when every group met its quorum. */
export function degradedHeader(verdict: Verdict): string | undefined {
  if (verdict.degradedGroups.length === 0) return undefined;
  return `groups=${verdict.degradedGroups.join(',')}; shards=${verdict.degradedShards.join(',')}`;
}

function mayHaveActed(answer: NodeAnswer): boolean {
  return answer.kind === 'answer' || (answer.kind === 'unavailable' && answer.sent);
}

function describe(answer: NodeAnswer): string {
  return answer.kind === 'unavailable' ? answer.reason : `status ${answer.status}`;
}
