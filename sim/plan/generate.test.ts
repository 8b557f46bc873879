import { describe, expect, test } from 'vitest';
import { nthSeed } from '../kernel/seed.ts';
import { generatePlan, profileCalled, UnknownProfile } from './generate.ts';
import { filterText } from '../trace/filter-text.ts';
import { readPlan, UnreadablePlan } from './read-plan.ts';
import { vocabulary } from './vocabulary.ts';

const seeds = Array.from({ length: 60 }, (_, place) => nthSeed({ high: 0, low: 1 }, place));

describe('plans', () => {
  test('are a function of profile and seed', () => {
    for (const profile of ['quiet', 'balanced', 'swarm']) {
      const first = { high: 0, low: 1 };
      expect(generatePlan(profile, first)).toEqual(generatePlan(profile, first));
      expect(new Set(seeds.map((one) => JSON.stringify(generatePlan(profile, one)))).size).toBe(60);
    }
  });

  test('are read again as they were written', () => {
    const plan = generatePlan('balanced', { high: 0, low: 5 }, 'M34');
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
  });

  test('without faults are those of the quiet profile, and only those', () => {
    const faultsOf = (profile: string): number =>
      seeds
        .flatMap((seed) => generatePlan(profile, seed).items)
        .filter(({ kind }) => kind !== 'operation').length;
    expect(faultsOf('quiet')).toBe(0);
    expect(faultsOf('balanced')).toBeGreaterThan(100);
    expect(faultsOf('swarm')).toBeGreaterThan(100);
  });

  test('have every kind of fault and of operation among a few seeds', () => {
    const plans = seeds.map((seed) => generatePlan('balanced', seed));
    const kinds = new Set(plans.flatMap(({ items }) => items.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual([
      'client-dies',
      'clock-jump',
      'crash',
      'cut',
      'disk-full',
      'operation',
      'pause',
      'slow-link',
      'slow-node',
      'swizzle',
    ]);
    const intents = plans.flatMap(({ items }) =>
      items.flatMap((item) => (item.kind === 'operation' ? [item.intent.kind] : [])),
    );
    expect(new Set(intents).size).toBe(13);
  });

  test('name each write differently, and give no two documents of a write the same id', () => {
    const { items } = generatePlan('balanced', { high: 0, low: 3 });
    const operations = items.flatMap((item) => (item.kind === 'operation' ? [item] : []));
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
    for (const { intent } of operations) {
      if (intent.kind !== 'write-documents') continue;
      expect(new Set(intent.documents.map(({ id }) => id)).size).toBe(intent.documents.length);
    }
  });

  test('of the cancel profile cancel and delete tasks of writes before them', () => {
    const items = seeds.flatMap((seed) => generatePlan('cancel', seed).items);
    const operations = items.flatMap((item) => (item.kind === 'operation' ? [item] : []));
    const known = new Set(operations.map(({ id }) => id));
    for (const kind of ['cancel-task-of', 'delete-task-of'] as const) {
      const own = operations.filter(({ intent }) => intent.kind === kind);
      expect(own.length).toBeGreaterThan(100);
      expect(own.every(({ intent }) => 'of' in intent && known.has(intent.of))).toBe(true);
    }
  });

  test.each([
    ['not JSON', 'The plan is not JSON'],
    ['{"format":99}', 'The plan has format 99; this program reads format 1'],
    ['{"format":1}', 'The plan lacks'],
  ])('%s is refused with what is wrong', (text, message) => {
    expect(() => readPlan(text)).toThrow(UnreadablePlan);
    expect(() => readPlan(text)).toThrow(message);
  });

  test('of a profile that there is not say which ones there are', () => {
    expect(() => profileCalled('loud')).toThrow(UnknownProfile);
    expect(() => profileCalled('loud')).toThrow('quiet, balanced, swarm');
    expect(() => profileCalled('toString')).toThrow(UnknownProfile);
  });
});

test('no word of the vocabulary can be taken for another', () => {
  for (const left of vocabulary) {
    for (const right of vocabulary) {
      if (left === right) continue;
      expect(right.startsWith(left)).toBe(false);
      expect(editDistance(left, right)).toBeGreaterThan(left.length >= 9 ? 2 : 1);
    }
    for (let cut = 1; cut < left.length; cut += 1) {
      const halves = [left.slice(0, cut), left.slice(cut)];
      expect(halves.every((half) => vocabulary.some((word) => word === half))).toBe(false);
    }
  }
});

test('a filter is printed as Meilisearch reads it', () => {
  const text = filterText({
    kind: 'and',
    left: { kind: 'in', attribute: 'kind', values: ['red', 'a "b"'] },
    right: { kind: 'not', inner: { kind: 'below', attribute: 'rank', value: 3 } },
  });
  expect(text).toBe(String.raw`(kind IN ["red", "a \"b\""] AND NOT (rank < 3))`);
});

/** Wagner and Fischer's table, row by row. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let line = 1; line <= left.length; line += 1) {
    const next = [line];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = at(row, column - 1) + Number(left[line - 1] !== right[column - 1]);
      next.push(Math.min(replaced, at(row, column) + 1, at(next, column - 1) + 1));
    }
    row = next;
  }
  return at(row, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
