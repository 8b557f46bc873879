import { must } from '../base/assert.ts';
import { compareNumbers } from '../base/order.ts';
import { coverForRead, type ReadCover } from '../cluster/cover-choice.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { shardFilter } from '../protocol/markers.ts';
import { callNode, type NodeAnswer, NodeRefusal } from './call.ts';

/** The part of a read that one node answers. */
export interface CoverSlice {
  readonly node: NodeId;
  readonly shards: readonly ShardId[];
  /** The filter to AND to the request; null when the node holds nothing but these shards. */
  readonly filter: string | null;
}

/** A question to every shard of an index, each read exactly once (design decision 5). */
export interface ShardRead<Value> {
  readonly operation: string;
  readonly index: IndexRecord;
  readonly shards: readonly ShardId[];
  /** Reads with the same text go to the same replicas while these are healthy. */
  readonly sticky: string;
  request(slice: CoverSlice): NodeRequest;
  /**
   * Another way to ask, where a node refuses the one before for a reason of its own; it must run out
   * of them.
   */
  otherwise?(slice: CoverSlice, refusal: string): NodeRequest | undefined;
  /** Turns a 2xx body into a value; throws if the body is not what a Meilisearch answers. */
  read(body: string, slice: CoverSlice): Value;
}

export interface ShardReadOutcome<Value> {
  readonly values: readonly Value[];
  /** Shards that no replica answered for, ascending. */
  readonly missing: readonly ShardId[];
  /** Shards that only a replica which lacks a write answered for, ascending. */
  readonly stale: readonly ShardId[];
}

/**
 * Asks a smallest cover of the shards, then other replicas (and other groups) for what failed.
 * Throws {@link NodeRefusal} if a node says that the request itself is at fault.
 */
export async function readShards<Value>(
  context: EngineContext,
  read: ShardRead<Value>,
): Promise<ShardReadOutcome<Value>> {
  const failed = new Set<NodeId>();
  const values: Value[] = [];
  let fanOut = 0;
  const stale = new Set<ShardId>();
  let open = read.shards;
  let rounds = 0;
  while (open.length > 0 && rounds < limits.readRoundsMax) {
    const cover = coverForRead(context, read.index, open, { sticky: read.sticky, failed });
    if (cover.assignment.size === 0) break;
    rounds += 1;
    fanOut += cover.assignment.size;
    const round = await readRound(context, read, cover);
    values.push(...round.values);
    for (const node of round.failedNodes) failed.add(node);
    for (const shard of cover.stale) stale.add(shard);
    open = [...round.unanswered, ...cover.missing].toSorted(compareNumbers);
    if (round.failedNodes.length === 0) break;
  }
  context.ports.trace.note({ kind: 'scatter', fanOut, rounds, missingShards: open.length });
  const answered = [...stale].filter((shard) => !open.includes(shard));
  return { values, missing: open, stale: answered.toSorted(compareNumbers) };
}

interface Round<Value> {
  values: Value[];
  failedNodes: NodeId[];
  unanswered: ShardId[];
}

async function readRound<Value>(
  context: EngineContext,
  read: ShardRead<Value>,
  { assignment, stale }: ReadCover,
): Promise<Round<Value>> {
  const slices = [...assignment].map(([node, shards]) => sliceOf(context, node, shards));
  const answers = await Promise.all(slices.map((slice) => askSlice(context, read, slice)));
  const round: Round<Value> = { values: [], failedNodes: [], unanswered: [] };
  for (const [position, slice] of slices.entries()) {
    const answer = must(answers[position], 'the answer to a call');
    if (answer.kind === 'refusal') {
      const asked = slice.shards.filter((shard) => stale.includes(shard));
      throw new NodeRefusal(answer.status, answer.body, asked);
    }
    const value = valueOf(read, slice, answer);
    if (value === undefined) {
      round.failedNodes.push(slice.node);
      round.unanswered.push(...slice.shards);
    } else {
      round.values.push(value.value);
    }
  }
  return round;
}

async function askSlice<Value>(
  context: EngineContext,
  read: ShardRead<Value>,
  slice: CoverSlice,
): Promise<NodeAnswer> {
  let answer = await callNode(context, slice.node, read.request(slice), read.operation);
  while (answer.kind === 'refusal') {
    const another = read.otherwise?.(slice, answer.body);
    if (another === undefined) return answer;
    answer = await callNode(context, slice.node, another, read.operation);
  }
  return answer;
}

/** The value in an answer; undefined when the node has to be given up for this read. */
function valueOf<Value>(
  read: ShardRead<Value>,
  slice: CoverSlice,
  answer: Exclude<NodeAnswer, { kind: 'refusal' }>,
): { value: Value } | undefined {
  if (answer.kind === 'unavailable') return undefined;
  try {
    return { value: read.read(answer.body, slice) };
  } catch {
    // A node that answers 200 with something else than Meilisearch's JSON is as good as down.
    return undefined;
  }
}

/**
 * Every node is told which shards it answers for, even if it holds no others: by the time that it
 * answers it may be given some, or have something left of those that it gave away.
 */
function sliceOf(context: EngineContext, node: NodeId, shards: readonly ShardId[]): CoverSlice {
  const filter = context.ports.fault.planted('M33') ? null : shardFilter(shards);
  return { node, shards, filter };
}
