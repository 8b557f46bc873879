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

const name = 'facet_exact';

function runWithThree(): TestRun {
  const run = new TestRun();
  const documents = [
    { id: 'a', kind: 'red', rank: 1 },
    { id: 'b', kind: 'red', rank: 4 },
    { id: 'c', kind: 'blue' },
  ];
  run.write('POST', documents, acknowledged(1));
  run.sees(1, 'succeeded');
  return run;
}

interface Facets {
  readonly kind?: object;
  readonly rank?: object;
  readonly stats?: object;
}

function search(run: TestRun, { kind, rank, stats }: Facets, headers = {}): void {
  const body = {
    hits: [],
    facetDistribution: { kind: kind ?? { red: 2, blue: 1 }, rank: rank ?? { 1: 1, 4: 1 } },
    facetStats: { rank: stats ?? { min: 1, max: 4 } },
  };
  run.add(searchFor({ facets: ['kind', 'rank'] }), answer(200, body, headers));
}

function keysAfter(facets: Facets, change: (run: TestRun) => void = () => {}): readonly string[] {
  const run = runWithThree();
  change(run);
  search(run, facets);
  return keysOf(name, run.record());
}

describe('the counts of a facet', () => {
  test('are exact when nothing is under way', () => {
    expect(keysAfter({})).toEqual([]);
    expect(keysAfter({ kind: { red: 1, blue: 1 } })).toEqual(['i kind']);
    expect(keysAfter({ kind: { red: 4, blue: 2 } })).toEqual(['i kind']);
    expect(keysAfter({ kind: { red: 2 } })).toEqual(['i kind']);
    expect(keysAfter({ kind: { red: 2, blue: 1, green: 1 } })).toEqual(['i kind']);
    expect(keysAfter({ rank: { 1: 2, 4: 1 } })).toEqual(['i rank']);
  });

  test('are within bounds while something is', () => {
    const recolour = (run: TestRun) => run.write('POST', [{ id: 'c', kind: 'red', rank: 9 }], lost);
    expect(keysAfter({}, recolour)).toEqual([]);
    const rank = { 1: 1, 4: 1, 9: 1 };
    const stats = { min: 1, max: 9 };
    expect(keysAfter({ kind: { red: 3 }, rank, stats }, recolour)).toEqual([]);
    expect(keysAfter({ kind: { red: 4 } }, recolour)).toEqual(['i kind']);
    expect(keysAfter({ kind: { red: 1, blue: 1 } }, recolour)).toEqual(['i kind']);
  });

  test('say what there should have been', () => {
    const run = runWithThree();
    search(run, { kind: { red: 4, blue: 1 } });
    expect(violationsOf(name, run.record())[0]?.message).toBe(
      'c0.2 counts 4 hits of i with kind=red, where there are 2',
    );
  });

  test('may lack or have more of a shard that is named', () => {
    const shards = ['a', 'b', 'c'].map((id) => placement.shardOf(id));
    const headers = { 'x-miroir-degraded': `shards=${shards.join(',')}` };
    const run = runWithThree();
    search(run, { kind: {}, rank: {}, stats: {} }, headers);
    search(run, { kind: { blue: 3 } }, headers);
    expect(keysOf(name, run.record())).toEqual([]);
    search(run, { kind: { blue: 4 } }, headers);
    expect(keysOf(name, run.record())).toEqual(['i kind']);
  });

  test('may be cut when there are more values than are shown', () => {
    const settings = { faceting: { maxValuesPerFacet: 1 } };
    const cut = (run: TestRun) =>
      run.add({ kind: 'update-settings', index: 'i', settings }, acknowledged(2));
    expect(keysAfter({ kind: { blue: 1 }, rank: { 1: 1 } }, cut)).toEqual([]);
    expect(keysAfter({ kind: { blue: 2 }, rank: { 1: 1 } }, cut)).toEqual(['i kind']);
  });
});

describe('the bounds of a facet’s numbers', () => {
  test('are those of the hits', () => {
    expect(keysAfter({ stats: { min: 1, max: 5 } })).toEqual(['i rank numbers']);
    expect(keysAfter({ stats: { min: 0, max: 4 } })).toEqual(['i rank numbers']);
    expect(keysAfter({ stats: { min: 4, max: 4 } })).toEqual(['i rank numbers']);
    expect(keysAfter({ stats: {} })).toEqual(['i rank numbers']);
  });
});
