/**
 * How long after a placement has changed a write may still be sent by the old one: a node timeout of
 * most plans. Writes are registered under the placement in the store, and none is under way when a
 * shard changes hands, so that only what a proxy had begun to send can come later.
 */
export const writeLatenessMicros = 1_500_000;

/**
 * How long after a placement has changed a read may still begin by the old one: the longest lease of
 * any plan. A proxy that cannot ask the store goes by what it knew until its session may be over. The
 * time for which it was paused does not count: it cannot know, and what it reads so late it throws away.
 */
export const readLatenessMicros = 6_000_000;
