import { describe, expect, test } from 'vitest';
import type { SearchIntent } from '../../sim/trace/operation.ts';
import { acknowledged, keysOf, lost, placement, TestRun, violationsOf } from './testing/history.ts';

const name = 'merge_order';

const documents = [
  { id: 'a', v: 'c0.0', rank: 1, words: 'amber' },
  { id: 'b', v: 'c0.0', rank: 2, words: 'amber' },
  { id: 'c', v: 'c0.0', rank: 3, words: 'amber' },
  { id: 'd', v: 'c0.0', words: 'amber' },
];
const [a, b, c, d] = documents;

/** Four documents were written and seen to succeed. */
function runWithFour(): TestRun {
  const run = new TestRun();
  run.write('POST', documents, acknowledged(1));
  run.sees(1, 'succeeded');
  return run;
}

type Hits = readonly (Readonly<Record<string, unknown>> | undefined)[];

function keysAfter(hits: Hits, search: Partial<SearchIntent>, headers = {}): readonly string[] {
  const run = runWithFour();
  run.finds(
    hits.filter((hit) => hit !== undefined),
    search,
    headers,
  );
  return keysOf(name, run.record());
}

const byRank: Partial<SearchIntent> = { sort: [{ attribute: 'rank', direction: 'asc' }] };

describe('a page', () => {
  const second: Partial<SearchIntent> = { window: { mode: 'offset', offset: 2, limit: 5 } };

  test('is as full as there are documents for it', () => {
    expect(keysAfter([c, d], second)).toEqual([]);
    expect(keysAfter([c], second)).toEqual(['i page']);
    expect(keysAfter([a, b, c], second)).toEqual(['i page']);
    expect(keysAfter([a, b], { window: { mode: 'page', page: 1, hitsPerPage: 2 } })).toEqual([]);
    expect(keysAfter([a], { window: { mode: 'page', page: 2, hitsPerPage: 2 } })).toEqual([
      'i page',
    ]);
    expect(keysAfter([], { window: { mode: 'page', page: 3, hitsPerPage: 2 } })).toEqual([]);
    expect(keysAfter([a], { window: { mode: 'offset', offset: 0, limit: 0 } })).toEqual(['i page']);
  });

  test('may be less full while something is under way or its shard is named', () => {
    const run = runWithFour();
    run.add({ kind: 'delete-documents', index: 'i', ids: ['c', 'd'] }, lost);
    run.finds([], second);
    run.finds([documents[2] ?? {}], second);
    run.finds([documents[2] ?? {}, documents[3] ?? {}], second);
    expect(keysOf(name, run.record())).toEqual([]);
    const shards = ['c', 'd'].map((id) => placement.shardOf(id)).join(',');
    expect(keysAfter([], second, { 'x-miroir-degraded': `shards=${shards}` })).toEqual([]);
  });

  test('that is not full says how full it should be', () => {
    const run = runWithFour();
    run.finds([], second);
    expect(violationsOf(name, run.record())[0]?.message).toBe(
      'c0.2 has 0 documents of i on the page from 2 with room for 5, where 2 belong',
    );
  });
});

describe('the order of hits', () => {
  test('is that of the declared sort, what lacks the attribute last', () => {
    expect(keysAfter([a, b, c, d], byRank)).toEqual([]);
    expect(keysAfter([a, c, b, d], byRank)).toEqual(['i order']);
    expect(keysAfter([d, a, b, c], byRank)).toContain('i order');
    const sort = [{ attribute: 'rank', direction: 'desc' }] as const;
    expect(keysAfter([c, b, a, d], { sort })).toEqual([]);
    expect(keysAfter([d, c, b, a], { sort })).toContain('i order');
  });

  test('is that of the score when it is shown', () => {
    const scored = (hit: object | undefined, score: number) => ({ ...hit, _rankingScore: score });
    const search: Partial<SearchIntent> = { words: ['amber'], showRankingScore: true };
    const rest = [scored(c, 0.5), scored(d, 0.5)];
    expect(keysAfter([scored(b, 0.9), scored(a, 0.9), ...rest], search)).toEqual([]);
    expect(keysAfter([scored(b, 0.8), scored(a, 0.9), ...rest], search)).toEqual(['i order']);
    expect(keysAfter([b, a, c, d], search)).toEqual(['i score']);
    const both = { ...search, ...byRank };
    expect(keysAfter([scored(b, 0.9), scored(a, 0.8), ...rest], both)).toEqual([]);
    expect(keysAfter([scored(b, 0.9), scored(a, 0.9), ...rest], both)).toEqual(['i order']);
  });

  test('is not known when words rank first and the score is not shown', () => {
    expect(keysAfter([d, c, b, a], { ...byRank, words: ['amber'] })).toEqual([]);
  });

  test('is not known under ranking rules that put others before the sort', () => {
    const keysUnder = (rankingRules: readonly string[]) => {
      const run = runWithFour();
      run.add({ kind: 'update-settings', index: 'i', settings: { rankingRules } }, acknowledged(2));
      run.finds([...documents].toReversed(), byRank);
      return keysOf(name, run.record());
    };
    const usual = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'];
    expect(keysUnder(['rank:desc', ...usual])).toEqual([]);
    expect(keysUnder([...usual, 'rank:desc'])).toContain('i order');
  });
});

describe('the place of a hit', () => {
  test('has room for all that comes before, and no more', () => {
    const second: Partial<SearchIntent> = {
      ...byRank,
      window: { mode: 'offset', offset: 1, limit: 2 },
    };
    expect(keysAfter([b, c], second)).toEqual([]);
    expect(keysAfter([a, b], second)).toEqual(['i place']);
    expect(keysAfter([c, d], second)).toEqual(['i place']);
    const run = runWithFour();
    run.add({ kind: 'delete-documents', index: 'i', ids: ['a'] }, lost);
    run.finds([documents[2] ?? {}, documents[3] ?? {}], second);
    expect(keysOf(name, run.record())).toEqual([]);
    const moved = runWithFour();
    moved.write('PUT', [{ id: 'a', v: 'moved', rank: 9 }], lost);
    moved.finds([documents[2] ?? {}, { ...a, v: 'moved', rank: 9 }], second);
    expect(keysOf(name, moved.record())).toEqual([]);
    const named = { 'x-miroir-degraded': `shards=${placement.shardOf('a')}` };
    expect(keysAfter([b, c], second, named)).not.toContain('i place');
  });
});
