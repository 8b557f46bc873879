import { describe, expect, test } from 'vitest';
import type { Intent } from '../../sim/trace/operation.ts';
import type { DeclaredGap } from '../../sim/trace/record.ts';
import {
  acknowledged,
  answer,
  auditOf,
  keysOf,
  lost,
  ownersOf,
  placement,
  TestRun,
  violationsOf,
} from './testing/history.ts';
import { arriving, leaving, place, placed, staying } from './testing/movement.ts';

const name = 'no_resurrection';
const red = { id: 'a', v: 'red', kind: 'red' };
const filter = { kind: 'equals', attribute: 'kind', value: 'red' } as const;
const shard = placement.shardOf('a');
const [owner = ''] = ownersOf('a');

const deletions: readonly Intent[] = [
  { kind: 'delete-documents', index: 'i', ids: ['a', 'b'] },
  { kind: 'delete-by-filter', index: 'i', filter },
  { kind: 'clear-documents', index: 'i' },
  { kind: 'delete-index', index: 'i' },
];

/** Document `a` was written and deleted. */
function runWith(deletion: Intent): TestRun {
  const run = new TestRun();
  run.write('POST', [red], acknowledged(1));
  run.add(deletion, acknowledged(2));
  return run;
}

const succeeded = { uid: 2, indexUid: 'i', status: 'succeeded', type: '', error: null };

describe.each(deletions)('after $kind', (deletion) => {
  test('no read that began later shows what was there', () => {
    const run = runWith(deletion);
    run.finds([red]);
    run.sees(2, 'succeeded');
    run.finds([]);
    expect(keysOf(name, run.record())).toEqual([]);
    run.add({ kind: 'get-document', index: 'i', id: 'a' }, answer(200, red));
    const [violation] = violationsOf(name, run.record());
    expect(violation?.key).toBe('i/a');
    expect(violation?.message).toBe(
      `c0.5 shows i/a of task 1 with v=red, which c0.1 (${deletion.kind}, task 2) deleted`,
    );
    expect(violation?.operations).toEqual(['c0.5', 'c0.1']);
  });

  test('no replica has it in the end', () => {
    const run = runWith(deletion);
    const gone = auditOf([], { tasks: [succeeded] });
    expect(keysOf(name, run.record({ audit: gone }))).toEqual([]);
    const audit = auditOf([], { tasks: [succeeded], except: { [owner]: [red] } });
    expect(keysOf(name, run.record({ audit }))).toEqual(['i/a']);
    expect(keysOf(name, run.record({ audit: { ...audit, settled: false } }))).toEqual([]);
    expect(keysOf(name, run.record({ audit: { ...audit, tasks: [] } }))).toEqual([]);
  });

  test('what is written later is there', () => {
    const run = runWith(deletion);
    const later = { ...red, v: 'later' };
    run.write('POST', [later], acknowledged(3));
    run.sees(3, 'succeeded');
    run.finds([later]);
    const audit = auditOf([later], { tasks: [succeeded] });
    expect(keysOf(name, run.record({ audit }))).toEqual([]);
    run.finds([red]);
    expect(keysOf(name, run.record({ audit }))).toEqual(['i/a']);
  });
});

describe('a document is not known to be deleted', () => {
  test('if the deletion is not', () => {
    const run = new TestRun();
    run.write('POST', [red], acknowledged(1));
    run.add({ kind: 'clear-documents', index: 'i' }, lost);
    run.finds([red]);
    const audit = auditOf([red], { tasks: [] });
    expect(keysOf(name, run.record({ audit }))).toEqual([]);
  });

  test('if it may not have matched the filter', () => {
    const run = new TestRun();
    run.write('POST', [{ ...red, kind: 'green' }], acknowledged(1));
    run.add({ kind: 'delete-by-filter', index: 'i', filter }, acknowledged(2));
    run.sees(2, 'succeeded');
    run.finds([{ ...red, kind: 'green' }]);
    expect(keysOf(name, run.record())).toEqual([]);
    const unsure = new TestRun();
    unsure.write('POST', [red], acknowledged(1));
    unsure.write('PUT', [{ id: 'a', v: 'perhaps', kind: 'green' }], lost);
    unsure.add({ kind: 'delete-by-filter', index: 'i', filter }, acknowledged(2));
    unsure.sees(2, 'succeeded');
    unsure.finds([red]);
    expect(keysOf(name, unsure.record())).toEqual([]);
  });

  test('if it may have been written again', () => {
    const run = new TestRun();
    run.write('POST', [red], lost);
    run.add({ kind: 'clear-documents', index: 'i' }, acknowledged(2));
    run.sees(2, 'succeeded');
    run.finds([red]);
    expect(keysOf(name, run.record())).toEqual([]);
  });

  test('by an answer that says that it may lack writes', () => {
    const run = runWith({ kind: 'clear-documents', index: 'i' });
    run.sees(2, 'succeeded');
    run.finds([red], {}, { 'x-miroir-degraded': `shards=${shard}` });
    expect(keysOf(name, run.record())).toEqual([]);
  });
});

describe('in the end, what is left does not count', () => {
  const run = runWith({ kind: 'clear-documents', index: 'i' });

  test('on a replica that is declared', () => {
    const gap: DeclaredGap = { indexUid: 'i', shard, node: owner, since: 2, reason: 'task-failed' };
    const ledger = [gap];
    const audit = auditOf([], { tasks: [succeeded], except: { [owner]: [red] }, ledger });
    expect(keysOf(name, run.record({ audit }))).toEqual([]);
  });

  test('on a node that is no replica any more', () => {
    const placements = [placed(0, place([staying, leaving])), placed(9, place([leaving, staying]))];
    const audit = auditOf([], { tasks: [succeeded], except: { [arriving]: [red] } });
    expect(keysOf(name, run.record({ audit }))).toEqual(['i/a']);
    expect(keysOf(name, run.record({ audit, placements }))).toEqual([]);
  });

  test('if every replica was set back', () => {
    const faults = ownersOf('a').map((target) => ({ at: 5, kind: 'restore', target }));
    const audit = auditOf([red], { tasks: [succeeded] });
    expect(keysOf(name, run.record({ audit, faults: faults.slice(1) }))).toEqual(['i/a']);
    expect(keysOf(name, run.record({ audit, faults }))).toEqual([]);
    const read = runWith({ kind: 'clear-documents', index: 'i' });
    read.sees(2, 'succeeded');
    read.finds([red]);
    expect(keysOf(name, read.record({ faults }))).toEqual([]);
  });
});
