import fc from 'fast-check';
import { type ClientRequest, post, put } from '../client-request.ts';
import { books } from './books.ts';

const seed = 20_261_126;

/** An index of books that can be filtered and sorted by all that the draws name. */
export function shelf(uid: string): readonly ClientRequest[] {
  const settings = `/indexes/${uid}/settings`;
  const flat = ['year', 'rating', 'title', 'series', '_geo'];
  const filterable = [...flat, 'genres', 'author', 'isAvailable', 'id'];
  return [
    post('/indexes', { uid, primaryKey: 'id' }),
    put(`${settings}/filterable-attributes`, filterable),
    put(`${settings}/sortable-attributes`, [...flat, 'author.name']),
    post(`/indexes/${uid}/documents`, books(150)),
  ];
}

/** Up to so many of these, in any order, perhaps some of them twice. */
export function someOf(choices: readonly string[], maxLength: number, minLength = 0) {
  return fc.array(fc.constantFrom(...choices), { minLength, maxLength });
}

/** The same as the text of a parameter in a query string. */
export function listOf(choices: readonly string[], maxLength: number) {
  return someOf(choices, maxLength, 1).map((list) => list.join(','));
}

const conditions = [
  'year > 1975',
  'year 1960 TO 1990',
  'genres = Drama',
  'genres IN [Poetry, comedy, "über"]',
  'genres NOT IN [Drama]',
  'NOT isAvailable = true',
  'series EXISTS',
  'series IS NULL',
  'series IS NOT EMPTY',
  'author.born >= 1950',
  'rating != 2.5',
  'id < 40',
  'nothing = 3',
  '_geoRadius(10, 20, 4000000)',
  '_geoBoundingBox([50, 140], [-50, -20])',
  'title STARTS WITH "The golden"',
];

export const condition = fc.constantFrom(...conditions);

/** Conditions as text and as lists of lists. */
export const filter = fc.oneof(
  condition,
  fc.tuple(condition, condition).map(([left, right]) => `${left} OR ${right}`),
  fc.tuple(condition, condition).map(([left, right]) => `(${left}) AND NOT (${right})`),
  fc.array(fc.oneof(condition, someOf(conditions, 3)), { maxLength: 3 }),
);

export const attributes = [
  'id',
  'title',
  'overview',
  'genres',
  'author',
  'author.name',
  '*',
  'nothing',
];

export const sorts = [
  'year:asc',
  'year:desc',
  'rating:asc',
  'title:desc',
  'series:asc',
  'author.name:asc',
  '_geoPoint(10,20):asc',
  '_geoPoint(-5,140):desc',
];

/** Values of parameters by their names. */
export type Draws<Value> = Readonly<Record<string, fc.Arbitrary<Value>>>;

/** So many requests, each with a few of the parameters `choices` and all of `always`. */
export function drawn<Value>(
  count: number,
  choices: Draws<Value>,
  always: fc.Arbitrary<Readonly<Record<string, Value>>>,
  request: (parameters: Record<string, Value>) => ClientRequest,
): readonly ClientRequest[] {
  const names = fc.subarray(Object.keys(choices), { minLength: 1, maxLength: 7 });
  const parameters = fc.tuple(fc.record(choices), names, always).map(([all, kept, rest]) => {
    const entries = Object.entries(all).filter(([name]) => kept.includes(name));
    return { ...Object.fromEntries(entries), ...rest };
  });
  return fc.sample(parameters, { numRuns: count, seed }).map(request);
}
