import { describe, expect, test } from 'vitest';
import { parseMultiSearch } from './parse-multi-search.ts';
import { countableTogether } from './countable-queries.ts';

const usual = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'];

function groups(queries: readonly object[], rankingRules: readonly string[] = usual) {
  const named = queries.map((query) => ({ indexUid: 'a', ...query }));
  return countableTogether(
    parseMultiSearch(JSON.stringify({ queries: named })).queries,
    rankingRules,
  );
}

const q = (query: { query: { members: ReadonlyMap<string, string> } }) =>
  query.query.members.get('q');

describe('queries that are counted together', () => {
  test('lose what does not decide what they find, and what a node would not compare', () => {
    const [group = [], ...others] = groups([
      { sort: ['year:asc'] },
      { q: 'x', sort: ['year:desc'], matchingStrategy: 'all' },
      { q: null },
      { q: '' },
    ]);
    expect(others).toEqual([]);
    expect(group.map(q)).toEqual(['" "', '"x"', '" "', '" "']);
    expect(group.map(({ query }) => query.members.has('sort'))).toEqual(Array(4).fill(false));
    const strategies = group.map(({ query }) => query.members.get('matchingStrategy'));
    expect(strategies).toEqual(Array(4).fill('"all"'));
    expect(group.map(({ position }) => position)).toEqual([0, 1, 2, 3]);
  });

  test('are those whose rules are of the same kinds, the hidden one included', () => {
    const mixed = [{ q: 'x' }, { q: 'y', matchingStrategy: 'all' }, { q: 'z' }, {}];
    expect(groups(mixed).map((group) => group.map(q))).toEqual([['"x"', '"y"', '"z"', '" "']]);
    expect(groups(mixed, ['words', 'year:desc']).map((group) => group.map(q))).toEqual([
      ['"x"', '"z"', '" "'],
      ['"y"'],
    ]);
  });

  test('may be none at all', () => {
    expect(countableTogether([], usual)).toEqual([[]]);
  });
});
