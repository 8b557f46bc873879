import { compareCodePoints, compareNumbers } from '../../base/order.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { WantedMove } from './shard-moves.ts';

/** Shards that move together. */
export interface ChosenMove {
  readonly source: NodeId;
  readonly target: NodeId;
  readonly shards: readonly ShardId[];
}

/** What a choice needs to know of the fleet. */
export interface MoveView {
  /** The nodes that a shard could be copied from: clean replicas that answer, the best first. */
  sources(shard: ShardId, target: NodeId): readonly NodeId[];
  /** Whether a node can be given something now. */
  isReady(target: NodeId): boolean;
}

/**
 * The next shards to move: of one node, from one source, as many as may move together. The node that
 * waits for the most shards comes first, so that a fleet evens out early. Undefined if nothing can move.
 */
export function chooseMove(
  wanted: readonly WantedMove[],
  view: MoveView,
  shardsAtOnce: number,
): ChosenMove | undefined {
  const possible = wanted
    .filter(({ target }) => view.isReady(target))
    .flatMap(({ shard, target }) => {
      const [source] = view.sources(shard, target);
      return source === undefined ? [] : [{ shard, source, target }];
    });
  const byTarget = Map.groupBy(possible, ({ target }) => target);
  const [first] = [...byTarget.values()].toSorted(
    (left, right) =>
      compareNumbers(right.length, left.length) ||
      compareCodePoints(left[0]?.target ?? '', right[0]?.target ?? ''),
  );
  if (first === undefined) return undefined;
  const bySource = Map.groupBy(first, ({ source }) => source);
  const [together] = [...bySource.values()].toSorted((left, right) =>
    compareNumbers(right.length, left.length),
  );
  const [one] = together ?? [];
  if (one === undefined || together === undefined) return undefined;
  const shards = together.map(({ shard }) => shard).slice(0, shardsAtOnce);
  return { source: one.source, target: one.target, shards };
}
