import { describe, expect, test } from 'vitest';
import type { PlacementEvent } from '../../sim/trace/record.ts';
import { acknowledged, answer, keysOf, lost, TestRun, violationsOf } from './testing/history.ts';
import { arriving, place, placed, staying } from './testing/movement.ts';

const name = 'session_monotonic';
const one = { id: 'a', v: 'one' };
const two = { id: 'a', v: 'two' };
const seconds = 1_000_000;

/** Document `a` was written twice. */
function runWithTwoWrites(): TestRun {
  const run = new TestRun();
  run.write('POST', [one], acknowledged(1));
  run.write('POST', [two], acknowledged(2));
  return run;
}

/** Each shard has one replica; that of `a` is elsewhere in the end. */
const movedAlone: readonly PlacementEvent[] = [
  placed(0, place([staying])),
  placed(50, place([staying], [arriving])),
  placed(60, place([arriving])),
];

describe('a client', () => {
  test('sees versions in their order', () => {
    const run = runWithTwoWrites();
    run.finds([one]);
    run.finds([two]);
    run.sees(2, 'succeeded');
    run.finds([two]);
    expect(keysOf(name, run.record())).toEqual([]);
  });

  test('sees no older version once a newer one that it saw was known to be there', () => {
    const run = runWithTwoWrites();
    run.finds([two]);
    run.sees(2, 'succeeded');
    run.add({ kind: 'get-document', index: 'i', id: 'a' }, answer(200, one));
    const [violation] = violationsOf(name, run.record());
    expect(violation?.key).toBe('i/a');
    expect(violation?.message).toBe(
      'c0 sees i/a as of task 1 by c0.4, and saw it as of task 2 by c0.2',
    );
    expect(violation?.operations).toEqual(['c0.2', 'c0.4']);
  });

  test('may meet a replica that has not come so far, but not where there is only one', () => {
    const run = runWithTwoWrites();
    run.finds([two]);
    run.finds([one]);
    expect(keysOf(name, run.record())).toEqual([]);
    expect(keysOf(name, run.record({ placements: movedAlone }))).toEqual(['i/a']);
    const doubled = [...movedAlone, placed(65, place([staying, arriving]))];
    expect(keysOf(name, run.record({ placements: doubled }))).toEqual([]);
  });

  test('may not have heard of a change just now', () => {
    const run = runWithTwoWrites();
    run.now = 7 * seconds;
    run.finds([two]);
    run.finds([one]);
    const from = (at: number) => [
      placed(0, place([staying, arriving])),
      placed(at, place([staying])),
    ];
    expect(keysOf(name, run.record({ placements: from(2 * seconds) }))).toEqual([]);
    expect(keysOf(name, run.record({ placements: from(seconds / 2) }))).toEqual(['i/a']);
  });

  test('is told by an answer that it may be older', () => {
    for (const header of ['shards=0,1,2,3', 'groups=0']) {
      const flagged = { 'x-miroir-degraded': header };
      const run = runWithTwoWrites();
      run.finds([two]);
      run.sees(2, 'succeeded');
      run.finds([one], {}, flagged);
      run.finds([two]);
      expect(keysOf(name, run.record())).toEqual([]);
    }
  });

  test('has a memory of its own', () => {
    const run = runWithTwoWrites();
    run.finds([two]);
    run.finds([one]);
    const operations = run.operations.map((operation) =>
      operation.id === 'c0.3' ? { ...operation, client: 'c1' } : operation,
    );
    const record = run.record({ placements: movedAlone });
    expect(keysOf(name, { ...record, operations })).toEqual([]);
  });

  test('may ask for two things at once', () => {
    const run = runWithTwoWrites();
    run.finds([two]);
    run.add({ kind: 'get-document', index: 'i', id: 'a' }, answer(200, one), { from: 45 });
    expect(keysOf(name, run.record({ placements: movedAlone }))).toEqual([]);
  });
});

test('versions of which the place is not known are not judged', () => {
  for (const outcome of [lost, answer(500, { code: 'internal' })]) {
    const run = new TestRun();
    run.write('POST', [one], outcome);
    run.write('POST', [two], acknowledged(2));
    run.sees(2, 'succeeded');
    run.finds([two]);
    run.finds([one]);
    expect(keysOf(name, run.record({ placements: movedAlone }))).toEqual([]);
  }
});
