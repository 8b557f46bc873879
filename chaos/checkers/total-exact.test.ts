import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  answer,
  keysOf,
  lost,
  placement,
  searchFor,
  TestRun,
  violationsOf,
} from './testing/history.ts';

const name = 'total_exact';

function runWithTwo(): TestRun {
  const run = new TestRun();
  run.write('POST', [{ id: 'a', kind: 'red' }, { id: 'b' }], acknowledged(1));
  run.sees(1, 'succeeded');
  return run;
}

function search(run: TestRun, total: number, headers = {}): void {
  run.add(searchFor(), answer(200, { hits: [], estimatedTotalHits: total }, headers));
}

describe('a total', () => {
  test('is exact when nothing is under way', () => {
    for (const [total, keys] of [
      [2, []],
      [1, ['i search']],
      [3, ['i search']],
    ] as const) {
      const run = runWithTwo();
      search(run, total);
      expect(keysOf(name, run.record())).toEqual(keys);
    }
  });

  test('is within bounds while something is', () => {
    for (const [total, keys] of [
      [1, ['i search']],
      [2, []],
      [3, []],
      [4, ['i search']],
    ] as const) {
      const run = runWithTwo();
      run.write('POST', [{ id: 'c' }], lost);
      search(run, total);
      expect(keysOf(name, run.record())).toEqual(keys);
    }
    const run = runWithTwo();
    run.write('POST', [{ id: 'c' }], lost);
    search(run, 7);
    expect(violationsOf(name, run.record())[0]?.message).toBe(
      'c0.3 (search) tells 7 documents of i, where there are 2 to 3',
    );
  });

  test('may lack the documents of a shard that is named', () => {
    const run = runWithTwo();
    search(run, 1, { 'x-miroir-degraded': `shards=${placement.shardOf('a')}` });
    expect(keysOf(name, run.record())).toEqual([]);
    search(run, 3, { 'x-miroir-degraded': `shards=${placement.shardOf('a')}` });
    expect(keysOf(name, run.record())).toEqual(['i search']);
  });

  test('is cut at the number that clients get to see', () => {
    const run = runWithTwo();
    const settings = { pagination: { maxTotalHits: 1 } };
    run.add({ kind: 'update-settings', index: 'i', settings }, acknowledged(2));
    search(run, 1);
    expect(keysOf(name, run.record())).toEqual([]);
  });

  test('agrees with the number of pages', () => {
    const window = { mode: 'page', page: 1, hitsPerPage: 2 } as const;
    for (const [totalPages, keys] of [
      [1, []],
      [2, ['i pages']],
    ] as const) {
      const run = runWithTwo();
      run.add(searchFor({ window }), answer(200, { hits: [], totalHits: 2, totalPages }));
      expect(keysOf(name, run.record())).toEqual(keys);
    }
  });

  test('is told of lists and by stats', () => {
    const run = runWithTwo();
    const list = { kind: 'list-documents', index: 'i', offset: 0, limit: 0 } as const;
    run.add(list, answer(200, { results: [], total: 2 }));
    run.add({ kind: 'index-stats', index: 'i' }, answer(200, { numberOfDocuments: 2 }));
    expect(keysOf(name, run.record())).toEqual([]);
    run.add(list, answer(200, { results: [], total: 4 }));
    run.add({ kind: 'index-stats', index: 'i' }, answer(200, { numberOfDocuments: 4 }));
    expect(keysOf(name, run.record())).toEqual(['i list-documents', 'i index-stats']);
  });
});
