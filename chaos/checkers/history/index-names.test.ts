import { describe, expect, test } from 'vitest';
import type { Intent } from '../../../sim/trace/operation.ts';
import type { NameEvent } from '../../../sim/trace/record.ts';
import { answer, TestRun } from '../testing/history.ts';
import { withUids } from './index-names.ts';

function named(at: number, index: string, changes: Partial<NameEvent> = {}): NameEvent {
  return { at, index, acceptedName: index, name: index, task: null, ...changes };
}

/** `a` and `b` swap: for writers at 100, by task 5, and for readers at 200. */
const names: readonly NameEvent[] = [
  named(0, 'a', { task: 0 }),
  named(0, 'b', { task: 1 }),
  named(100, 'a', { acceptedName: 'b', task: 5 }),
  named(100, 'b', { acceptedName: 'a', task: 5 }),
  named(200, 'a', { acceptedName: 'b', name: 'b', task: 6 }),
  named(200, 'b', { acceptedName: 'a', name: 'a', task: 6 }),
];

const clear: Intent = { kind: 'clear-documents', index: 'a' };
const read: Intent = { kind: 'index-stats', index: 'a' };
const lost = { kind: 'lost', reason: 'timeout' } as const;

/** The indexes that an operation is taken to be about. */
function indexesOf(
  intent: Intent,
  outcome: Parameters<TestRun['add']>[1],
  [from, until]: readonly [number, number],
): readonly unknown[] {
  const run = new TestRun();
  run.add(intent, outcome, { from, until });
  const { operations } = withUids(run.record({ names }));
  return operations.map((operation) => 'index' in operation.intent && operation.intent.index);
}

const second = 1_000_000;

describe('with the uids of indexes', () => {
  test.each([
    [2, 'a'],
    [4, 'a'],
    [6, 'b'],
  ])('task %j went to the index that had the name before it', (taskUid, uid) => {
    expect(indexesOf(clear, answer(202, { taskUid }), [50, 300])).toEqual([uid]);
  });

  test.each<[string, [number, number], readonly string[]]>([
    ['while the name changed', [50, 150], ['a', 'b']],
    ['shortly before it', [50, 60], ['a', 'b']],
    ['after it', [101, 150], ['b']],
    ['long before it', [-60 * second, -59 * second], []],
  ])('a write without a number %s may have gone where the name was', (_, when, uids) => {
    const known = uids.length === 0 ? ['a'] : uids;
    expect(indexesOf(clear, lost, when)).toEqual(known);
    expect(indexesOf(clear, answer(503, { code: 'miroir_no_quorum' }), when)).toEqual(known);
  });

  test.each<[string, [number, number], readonly string[]]>([
    ['before the task of the swap had ended', [101, 199], ['a']],
    ['after it', [201, 300], ['b']],
    ['while it ended', [150, 250], []],
  ])('a read %s', (_, when, uids) => {
    expect(indexesOf(read, answer(200, {}), when)).toEqual(uids);
  });

  test('nothing changes where no name does', () => {
    const run = new TestRun();
    run.add(read, answer(200, {}));
    const record = run.record({ names: names.slice(0, 2) });
    expect(withUids(record)).toBe(record);
  });

  test('swaps and what is about no index stay as they are', () => {
    const swap: Intent = { kind: 'swap-indexes', index: 'a', other: 'b' };
    expect(indexesOf(swap, answer(202, { taskUid: 5 }), [90, 110])).toEqual(['a']);
    expect(indexesOf({ kind: 'get-task', uid: 5 }, answer(200, {}), [90, 110])).toEqual([false]);
  });
});
