import { describe, expect, test } from 'vitest';
import { ownersOf, placement, testFleet } from '../testing/history.ts';
import { noticeMicros, UnnoticedLosses } from './unnoticed-losses.ts';

const shard = placement.shardOf('a');
const [owner = ''] = ownersOf('a');
const [stranger = ''] = testFleet.nodes
  .map(({ id }) => id)
  .filter((id) => !ownersOf('a').includes(id));
const at = 10_000_000;

function losses(kind: string, target: string): UnnoticedLosses {
  return new UnnoticedLosses([{ at, kind, target }], placement);
}

function answeredAt(endedAt: number): { readonly invokedAt: number; readonly endedAt: number } {
  return { invokedAt: endedAt - 5, endedAt };
}

describe.each(['wipe', 'restore'])('after a %s', (kind) => {
  test('a read of a shard of the node is touched until the loss must have been noticed', () => {
    const lost = losses(kind, owner);
    expect(lost.touches(answeredAt(at - 1), 'i', shard)).toBe(false);
    expect(lost.touches(answeredAt(at), 'i', shard)).toBe(true);
    expect(lost.touches(answeredAt(at + noticeMicros), 'i', shard)).toBe(true);
    expect(lost.touches(answeredAt(at + noticeMicros + 1), 'i', shard)).toBe(false);
  });

  test('a read of a shard that the node does not hold is not, and of its index it may be', () => {
    const lost = losses(kind, stranger);
    expect(lost.touches(answeredAt(at + 1), 'i', shard)).toBe(false);
    expect(lost.touchesHost(answeredAt(at + 1), 'i')).toBe(true);
    expect(losses(kind, 'n9').touchesHost(answeredAt(at + 1), 'i')).toBe(false);
  });
});

test('what rotted touches every read after it, and other faults none', () => {
  expect(losses('rot', owner).touches(answeredAt(at + 10 * noticeMicros), 'i', shard)).toBe(true);
  expect(losses('rot', owner).touches(answeredAt(at - 1), 'i', shard)).toBe(false);
  expect(losses('rot', stranger).touches(answeredAt(at + 1), 'i', shard)).toBe(false);
  expect(losses('crash', owner).touches(answeredAt(at + 1), 'i', shard)).toBe(false);
});
