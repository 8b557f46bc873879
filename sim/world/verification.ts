import type { World } from './world.ts';

/** An index, and how many shards it has. */
interface ShardedIndex {
  readonly uid: string;
  readonly accepted: boolean;
  readonly shards: number;
}

/**
 * Whether something has rotted, and replicas of a shard are yet to be compared: nothing but
 * anti-entropy finds what rotted. A comparison may have begun before; the second one has not.
 */
export function awaitsVerification(
  { faults, noted }: Pick<World, 'faults' | 'noted'>,
  indexes: readonly ShardedIndex[],
): boolean {
  const rottedAt = faults.findLast(({ kind }) => kind === 'rot')?.at;
  if (rottedAt === undefined) return false;
  const healedAt = faults.findLast(({ kind }) => kind === 'heal')?.at ?? rottedAt;
  const passes = new Map<string, number>();
  for (const { at, event } of noted) {
    if (event.kind !== 'verified' || at < healedAt) continue;
    const shard = `${event.index} ${event.shard}`;
    passes.set(shard, (passes.get(shard) ?? 0) + 1);
  }
  return indexes
    .filter(({ accepted }) => accepted)
    .some(({ uid, shards }) =>
      Array.from({ length: shards }, (_, shard) => shard).some(
        (shard) => (passes.get(`${uid} ${shard}`) ?? 0) < 2,
      ),
    );
}
