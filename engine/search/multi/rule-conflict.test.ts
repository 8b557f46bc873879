import { describe, expect, test } from 'vitest';
import { parseSearchBody } from '../parse.ts';
import { canonicalRules } from './ranking-rules.ts';
import { type QueryRules, strictestRules } from './rule-conflict.ts';

const usual = ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'];

function rulesOf(position: number, query: object, rankingRules: readonly string[] = usual) {
  const rules = canonicalRules(parseSearchBody(JSON.stringify(query)), rankingRules);
  return { position, indexUid: 'alpha', ...rules };
}

function kinds({ rules }: Pick<QueryRules, 'rules'>): string {
  return rules.map(({ kind }) => kind).join(', ');
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_multi_search_query_ranking_rules', status: 400 });
    return error instanceof Error ? error.message : '';
  }
  return 'no conflict';
}

describe('the rules in play for a query', () => {
  test.each<[object, readonly string[], string]>([
    [{ q: 'x' }, usual, 'relevancy'],
    [{ q: 'x', sort: ['a:desc'] }, usual, 'relevancy, descending sort, relevancy'],
    [{ q: 'x', sort: [] }, usual, 'relevancy'],
    [{ sort: ['a:asc', 'a:desc', 'b:asc'] }, usual, 'ascending sort, ascending sort'],
    [{ q: '', sort: ['_geoPoint(1,2):asc'] }, usual, 'ascending geo sort'],
    [{ sort: ['_geoPoint(1,2):desc', '_geoPoint(3,4):asc'] }, usual, 'descending geo sort'],
    [{}, usual, ''],
    [{ q: 'x' }, [], ''],
    [
      { q: 'x' },
      ['a:asc', 'typo', 'b:desc', 'a:desc'],
      'ascending sort, relevancy, descending sort',
    ],
    [{ q: 'x', matchingStrategy: 'all' }, ['words', 'a:asc'], 'ascending sort'],
    [{ q: 'x', matchingStrategy: 'last' }, ['words', 'a:asc'], 'relevancy, ascending sort'],
    [{ q: 'x' }, ['_geo:asc'], 'ascending geo sort'],
    [{ q: 'x', hybrid: { embedder: 'e', semanticRatio: 1 } }, usual, 'relevancy'],
    [
      { vector: [1], hybrid: { embedder: 'e', semanticRatio: 1 } },
      ['typo', 'a:asc', 'words', 'b:asc'],
      'relevancy, ascending sort',
    ],
    [{ hybrid: { embedder: 'e', semanticRatio: 1 } }, usual, ''],
  ])('%j under %j', (query, rankingRules, expected) => {
    expect(kinds(rulesOf(0, query, rankingRules))).toBe(expected);
  });
});

describe('queries of which the hits can be compared', () => {
  test('have rules of the same kinds as far as both have any, and the more the stricter', () => {
    const none = rulesOf(0, {});
    const one = rulesOf(1, { q: 'x' });
    const three = rulesOf(2, { q: 'x', sort: ['a:desc'] });
    expect(strictestRules(none, one)).toBe(one);
    expect(strictestRules(three, one)).toBe(three);
    expect(strictestRules(one, three)).toBe(three);
    const other = rulesOf(3, { q: 'y' });
    expect(strictestRules(one, other)).toBe(other);
  });

  test.each<[object, object, string]>([
    [{ q: 'x' }, { sort: ['a:asc'] }, 'cannot compare a relevancy rule with a sort rule'],
    [
      { sort: ['_geoPoint(1,2):asc'] },
      { q: 'x' },
      'cannot compare a relevancy rule with a geosort rule',
    ],
    [
      { sort: ['a:asc'] },
      { sort: ['b:desc'] },
      'cannot compare two sort rules in opposite directions',
    ],
    [
      { sort: ['a:asc'] },
      { sort: ['_geoPoint(1,2):asc'] },
      'cannot compare a sort rule with a geosort rule',
    ],
    [
      { sort: ['_geoPoint(1,2):asc'] },
      { sort: ['_geoPoint(1,2):desc'] },
      'cannot compare two geosort rules in opposite directions',
    ],
  ])('are not %j and %j', (left, right, reason) => {
    const message = messageOf(() => strictestRules(rulesOf(0, left), rulesOf(1, right)));
    expect(message).toContain(`  - ${reason}\n`);
  });

  // What follows is what Meilisearch v1.21 answers, word for word.
  test('are told with the places of their rules', () => {
    const left = rulesOf(0, { q: 'y', sort: ['_geoPoint(1,2):asc'] });
    const right = { ...rulesOf(1, { q: 'x', sort: ['year:desc'] }), indexUid: 'beta' };
    expect(messageOf(() => strictestRules(left, right))).toBe(
      'The results of queries #0 and #1 are incompatible: \n' +
        '  1. `queries[0].sort[0]`, `alpha.rankingRules[4]`: ascending geo sort rule(s) default\n' +
        '  2. `queries[1].sort[0]`, `beta.rankingRules[4]`: descending sort rule(s) on field `year`\n' +
        '  - cannot compare a sort rule with a geosort rule\n',
    );
  });

  test('are told with all that was changed to compare them', () => {
    const left = rulesOf(0, {
      sort: ['year:asc', 'rating:desc', 'year:desc', '_geoPoint(1,2):asc', '_geoPoint(1,3):asc'],
    });
    const right = rulesOf(1, { q: 'x', matchingStrategy: 'all' });
    const removed = (number: number, rule: string, place: number) =>
      `    ${number}. Removed relevancy rule \`${rule}\` at position #${place} in ranking rules` +
      ' because the query is a placeholder search (`q`: "")\n';
    expect(messageOf(() => strictestRules(left, right))).toBe(
      'The results of queries #0 and #1 are incompatible: \n' +
        '  1. `queries[0].sort[0]`, `alpha.rankingRules[0]`: ascending sort rule(s) on field `year`\n' +
        '  2. `queries[1]`, `alpha.rankingRules[0..=3]`: relevancy rule(s) typo, proximity, attribute, exactness\n' +
        '  - cannot compare a relevancy rule with a sort rule\n' +
        '  - note: The ranking rules of query #0 were modified during canonicalization:\n' +
        removed(1, 'words', 0) +
        removed(2, 'typo', 1) +
        removed(3, 'proximity', 2) +
        removed(4, 'attribute', 3) +
        '    5. Removed duplicate rule `year:asc` at position #2 in `query.sort` (as `sort` is #4 in ranking rules) as it already appears at position #0 in `query.sort` (as `sort` is #4 in ranking rules)\n' +
        '    6. Removed duplicate rule `_geo(..):asc` at position #4 in `query.sort` (as `sort` is #4 in ranking rules) as it already appears at position #3 in `query.sort` (as `sort` is #4 in ranking rules)\n' +
        removed(7, 'exactness', 5) +
        '  - note: The ranking rules of query #1 were modified during canonicalization:\n' +
        '    1. Removed rule `words` at position #0 in ranking rules because `query.matchingWords` is set to `all`\n' +
        '   2. Removed rule `sort` at position #4 in ranking rules because `query.sort` is empty\n',
    );
  });

  test('are told with what was added, taken away twice, or cut off', () => {
    const odd = ['typo', 'words', 'sort', 'proximity', 'attribute', 'sort', 'typo'];
    const left = rulesOf(0, { sort: ['a:asc'] });
    const words = messageOf(() => strictestRules(left, rulesOf(1, { q: 'x' }, odd)));
    expect(words).toContain(
      '    1. Prepended rule `words` before first relevancy rule `typo` at position #0',
    );
    expect(words).toContain('Removed rule `words` at position #1 in ranking rules because it was');
    expect(words).toContain('Removed duplicate rule `typo` at position #6 in ranking rules');
    const vector = { vector: [1], hybrid: { embedder: 'e', semanticRatio: 1 } };
    const rules = ['typo', 'words', 'a:asc', 'exactness'];
    const cut = messageOf(() => strictestRules(left, rulesOf(1, vector, rules)));
    expect(cut).toContain('1. Removed relevancy rule `words` at position #1');
    expect(cut).toContain('2. Truncated relevancy rule `exactness` at position #3');
  });
});
