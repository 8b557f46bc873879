import { assert, must } from '../base/assert.ts';
import { compareCodePoints } from '../base/order.ts';
import type { GroupId, NodeId, ShardId } from '../cluster/topology.ts';
import { balanceShards, type Options } from './balance.ts';
import { fewestNodes } from './fewest-nodes.ts';

export interface CoverRequest {
  readonly shards: readonly ShardId[];
  /** The nodes that hold a shard, by replica group. */
  readonly replicas: (shard: ShardId) => readonly (readonly NodeId[])[];
  /** The group to read. The following ones, in turn, serve only the shards that it cannot. */
  readonly group: GroupId;
  readonly usable: (shard: ShardId, node: NodeId) => boolean;
  /** Nodes to leave alone while a shard has another usable replica, in whichever group. */
  readonly avoid?: (node: NodeId) => boolean;
  /**
   * How much a node has to do already, counted in shards. The pages of one query share a cover only
   * while this does not change, so coarse numbers are better than exact ones.
   */
  readonly load: (node: NodeId) => number;
  /** A natural number. Decides between equally good covers: the same for the pages of one query. */
  readonly seed: number;
}

/** Which node is asked for which shards; no shard is asked for twice. */
export interface Cover {
  readonly assignment: ReadonlyMap<NodeId, readonly ShardId[]>;
  /** The shards without a usable replica. */
  readonly missing: readonly ShardId[];
}

type Usable = CoverRequest['usable'];

/** The shards that one group can serve, and by which of its nodes. */
interface Candidates {
  /** The usable nodes, in the order in which ties between them are broken. */
  readonly nodes: readonly NodeId[];
  readonly shards: readonly ShardId[];
  /** The nodes that can serve each of `shards`. */
  readonly options: Options;
}

/**
 * Chooses who answers a search (design decision 5): within a group the fewest nodes that hold every
 * shard, the least loaded of such choices, and the shards spread over them as evenly as possible.
 * The same request always gets the same cover.
 */
export function chooseCover(request: CoverRequest): Cover {
  assert(Number.isSafeInteger(request.seed) && request.seed >= 0, 'a seed is a natural number');
  const assignment = new Map<NodeId, ShardId[]>();
  let missing = request.shards;
  for (const usable of preferences(request)) {
    for (const group of groupsInTurn(request)) {
      if (missing.length === 0) break;
      missing = coverWithin(request, missing, group, usable, assignment);
    }
  }
  return { assignment, missing };
}

/** First without the nodes to avoid, then with them. */
function preferences({ usable, avoid }: CoverRequest): readonly Usable[] {
  if (avoid === undefined) return [usable];
  return [(shard, node) => !avoid(node) && usable(shard, node), usable];
}

function groupsInTurn(request: CoverRequest): readonly GroupId[] {
  const groups = Math.max(0, ...request.shards.map((shard) => request.replicas(shard).length));
  return Array.from({ length: groups }, (_, offset) => (request.group + offset) % groups);
}

/** Adds to `assignment` what `group` can serve of `shards`; returns the rest. */
function coverWithin(
  request: CoverRequest,
  shards: readonly ShardId[],
  group: GroupId,
  usable: Usable,
  assignment: Map<NodeId, ShardId[]>,
): readonly ShardId[] {
  const replicas = shards.map((shard) => {
    // A group that has not been given the shard yet serves nothing of it.
    const nodes = request.replicas(shard)[group] ?? [];
    return nodes.filter((node) => usable(shard, node));
  });
  const candidates = collectCandidates(shards, replicas, request.seed);
  const loads = candidates.nodes.map(request.load);
  const chosen = fewestNodes(candidates.options, loads);
  const options = candidates.options.map((nodes) => nodes.filter((node) => chosen.has(node)));
  balanceShards(options, loads).forEach((index, at) => {
    const node = must(candidates.nodes[index], 'node');
    const shard = must(candidates.shards[at], 'shard');
    const assigned = assignment.get(node);
    if (assigned === undefined) assignment.set(node, [shard]);
    else assigned.push(shard);
  });
  return shards.filter((_, at) => replicas[at]?.length === 0);
}

function collectCandidates(
  shards: readonly ShardId[],
  replicas: readonly (readonly NodeId[])[],
  seed: number,
): Candidates {
  const found = new Set<NodeId>();
  for (const holders of replicas) for (const node of holders) found.add(node);
  const sorted = [...found].toSorted(compareCodePoints);
  const first = sorted.length === 0 ? 0 : seed % sorted.length;
  const nodes = [...sorted.slice(first), ...sorted.slice(0, first)];
  const indexes = new Map(nodes.map((node, index) => [node, index]));
  const served = replicas.map((holders) => holders.map((node) => must(indexes.get(node), 'node')));
  return {
    nodes,
    shards: shards.filter((_, at) => served[at]?.length !== 0),
    options: served.filter((holders) => holders.length > 0),
  };
}
