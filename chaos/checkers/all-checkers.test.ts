import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Intent, Predicate } from '../../sim/trace/operation.ts';
import { checkRecord } from './all-checkers.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import { searchFor } from './testing/history.ts';
import { correctMove } from './testing/movement.ts';

const vocabulary = ['amber', 'birch', 'cobalt'];
const someId = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const someFields = fc.record(
  {
    words: fc.subarray(vocabulary).map((words) => words.join(' ')),
    kind: fc.constantFrom('red', 'green'),
    rank: fc.integer({ min: -2, max: 3 }),
  },
  { requiredKeys: ['words'] },
);
const someDocuments = fc.uniqueArray(
  fc.tuple(someId, someFields).map(([id, fields]) => ({ id, ...fields })),
  { selector: ({ id }) => id, minLength: 1, maxLength: 5 },
);
const somePredicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      kind: fc.constant('equals' as const),
      attribute: fc.constant('kind'),
      value: fc.constantFrom('red', 'green'),
    }),
    fc.record({
      kind: fc.constantFrom('at-least' as const, 'below' as const),
      attribute: fc.constant('rank'),
      value: fc.integer({ min: -2, max: 3 }),
    }),
    fc.constant({ kind: 'exists' as const, attribute: 'rank' }),
    fc.record({ kind: fc.constant('not' as const), inner: tie('predicate') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('predicate'),
      right: tie('predicate'),
    }),
  ),
})).predicate;
const someSearch = fc
  .record({
    words: fc.subarray(vocabulary),
    strategy: fc.constantFrom('last' as const, 'all' as const),
    filter: fc.option(somePredicate),
    sort: fc.subarray([
      { attribute: 'rank', direction: 'desc' as const },
      { attribute: 'kind', direction: 'asc' as const },
    ]),
    facets: fc.subarray(['kind', 'rank']),
    window: fc.oneof(
      fc.record({
        mode: fc.constant('offset' as const),
        offset: fc.nat(4),
        limit: fc.nat(6),
      }),
      fc.record({
        mode: fc.constant('page' as const),
        page: fc.integer({ min: 1, max: 3 }),
        hitsPerPage: fc.nat(4),
      }),
    ),
    showRankingScore: fc.boolean(),
    series: fc.constantFrom(null, 's'),
  })
  .map(searchFor);
const i = { index: 'i' } as const;
const someIntent: fc.Arbitrary<Intent | 'follow' | { documents: readonly { id: string }[] }> =
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ documents: someDocuments }) },
    { weight: 4, arbitrary: someSearch },
    fc.record({
      kind: fc.constant('delete-documents' as const),
      index: fc.constant('i'),
      ids: fc.array(someId, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('delete-by-filter' as const),
      index: fc.constant('i'),
      filter: somePredicate,
    }),
    fc.constant({ kind: 'clear-documents' as const, ...i }),
    someId.map((id) => ({ kind: 'get-document' as const, ...i, id })),
    fc.record({
      kind: fc.constant('list-documents' as const),
      index: fc.constant('i'),
      offset: fc.nat(4),
      limit: fc.nat(6),
    }),
    fc.constant({ kind: 'index-stats' as const, ...i }),
    fc.constant('follow' as const),
  );

describe('all checkers', () => {
  test('find nothing in what a correct fleet does one after another', () => {
    fc.assert(
      fc.property(fc.array(someIntent, { maxLength: 40 }), fc.boolean(), (intents, isPatched) => {
        const fleet = new CorrectFleet();
        let tasks = 0;
        for (const intent of intents) {
          if (intent === 'follow') {
            if (tasks > 0) fleet.perform({ kind: 'get-task', uid: tasks - 1 });
          } else if ('documents' in intent && !('kind' in intent)) {
            fleet.post(intent.documents, isPatched ? 'PUT' : 'POST');
            tasks += 1;
          } else {
            fleet.perform(intent);
            if (/delete|clear/.test(intent.kind)) tasks += 1;
          }
        }
        expect(checkRecord(fleet.record()).violations).toEqual([]);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('tell how much each looked at', () => {
    const fleet = new CorrectFleet();
    fleet.post([{ id: 'a', words: 'amber', kind: 'red', rank: 1 }]);
    fleet.perform({ kind: 'get-task', uid: 0 });
    fleet.perform(searchFor({ facets: ['kind'], sort: [{ attribute: 'rank', direction: 'asc' }] }));
    fleet.perform({ kind: 'get-document', index: 'i', id: 'a' });
    const { operations } = fleet.record();
    const oracle = operations.flatMap(({ id, outcome }) =>
      outcome.kind === 'answer'
        ? [{ operation: id, status: outcome.status, body: outcome.body }]
        : [],
    );
    // Long before, so that nothing is still under way.
    const move = correctMove(-100_000_000);
    const exchanges = [...move.exchanges, ...fleet.run.exchanges];
    const record = fleet.record({ ...move, exchanges, isQuiet: true, oracle });
    const { violations, evaluated } = checkRecord(record);
    expect(violations).toEqual([]);
    expect(Object.keys(evaluated)).toHaveLength(22);
    expect(Object.entries(evaluated).filter(([, count]) => count === 0)).toEqual([]);
  });
});
