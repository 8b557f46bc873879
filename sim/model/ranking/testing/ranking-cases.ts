import type { RankingQuery, RankingSettings, SortCriterion } from '../ranking.ts';
import { queryFor, type TestDocument, usualSettings } from './small-index.ts';

/** A search that shows something of a rule, in few documents. */
export interface RankingCase {
  /** What it shows; unique. */
  readonly name: string;
  readonly settings: Partial<RankingSettings>;
  /** Each has its place in the list as `id`, and a `title`. */
  readonly documents: readonly TestDocument[];
  readonly query: RankingQuery;
}

function titled(...titles: string[]): TestDocument[] {
  return titles.map((title, id) => ({ id, title }));
}

function typos(change: Partial<RankingSettings['typoTolerance']>): Partial<RankingSettings> {
  return { typoTolerance: { ...usualSettings.typoTolerance, ...change } };
}

const inOrder: Partial<RankingSettings> = { searchableAttributes: ['title', 'text'] };

const colours = titled(
  'red green blue',
  'red blue',
  'green blue',
  'red',
  'blue green red',
  'green',
  'the green of the red',
);

const wordsCases: RankingCase[] = [
  { name: 'words: the last are dropped first', query: queryFor('red green blue') },
  {
    name: 'words: all must match',
    query: queryFor('red green blue', { matchingStrategy: 'all' }),
  },
  {
    name: 'words: the most frequent are dropped first',
    query: queryFor('red green blue', { matchingStrategy: 'frequency' }),
  },
  { name: 'words: a phrase is never dropped', query: queryFor('"green blue" red') },
  { name: 'words: an excluded word', query: queryFor('green -red') },
  { name: 'words: only an excluded word', query: queryFor('-red') },
  { name: 'words: an excluded phrase', query: queryFor('green -"red green"') },
  { name: 'words: a quotation mark that nothing closes', query: queryFor('"red green') },
  { name: 'words: no words at all', query: queryFor('') },
  { name: 'words: nothing after a space is a beginning', query: queryFor('gre ') },
].map((one) => ({ settings: inOrder, documents: colours, ...one }));

const spelled = titled(
  'sunflower',
  'sunflowers',
  'sumflower',
  'sun flower',
  'flower sun',
  'munflower',
  'sunfolwer',
  'sunflow',
  'moonflower',
);

const typoCases: RankingCase[] = [
  { name: 'typo: none, one and two', query: queryFor('sunflower ') },
  { name: 'typo: of a beginning', query: queryFor('sunflow') },
  { name: 'typo: another first letter counts as two', query: queryFor('nunflower ') },
  { name: 'typo: glued words', query: queryFor('sun flower') },
  { name: 'typo: short words have none', query: queryFor('sum ') },
  {
    name: 'typo: words on which they are off',
    settings: typos({ disableOnWords: ['sunflower'] }),
    query: queryFor('sunflower '),
  },
  {
    name: 'typo: attributes on which they are off',
    settings: typos({ disableOnAttributes: ['title'] }),
    query: queryFor('sunflower'),
  },
  { name: 'typo: off', settings: typos({ enabled: false }), query: queryFor('sunflower') },
].map((one) => ({ settings: {}, documents: spelled, ...one }));

const distances = titled(
  'dark night',
  'dark and night',
  'dark and stormy night',
  'dark and very stormy night',
  'night dark',
  'night so dark',
  'dark. night',
  'darker nights',
  'a dark knight',
);

const proximityCases: RankingCase[] = [
  { name: 'proximity: forwards, backwards and far', query: queryFor('dark night') },
  { name: 'proximity: a hard separator in the query', query: queryFor('dark, night') },
  { name: 'proximity: a phrase and a word', query: queryFor('"and stormy" night') },
  {
    name: 'proximity: by attribute',
    settings: { proximityPrecision: 'byAttribute' as const },
    query: queryFor('dark night'),
  },
].map((one) => ({ settings: {}, documents: distances, ...one }));

const placed: TestDocument[] = [
  { id: 0, title: 'a b c d e f tree', text: 'tree' },
  { id: 1, title: 'no', text: 'tree' },
  { id: 2, title: 'tree', text: 'no' },
  { id: 3, title: 'one tree', text: 'no' },
  { id: 4, title: 'no', text: ['one', 'two', 'tree'] },
  { id: 5, title: 'no', text: { inner: [{ deep: ['tree'] }], outer: 'tree' } },
  { id: 6, title: `${'word '.repeat(40)}tree`, text: 'no' },
];

const attributeCases: RankingCase[] = [
  { name: 'attribute: every one alike', query: queryFor('tree') },
  { name: 'attribute: in the order of the list', settings: inOrder, query: queryFor('tree') },
  {
    name: 'attribute: the outer name covers the inner ones',
    settings: { searchableAttributes: ['text', 'title'] },
    query: queryFor('tree'),
  },
  {
    name: 'attribute: only some are searched',
    settings: inOrder,
    query: queryFor('tree', { attributesToSearchOn: ['text'] }),
  },
].map((one) => ({ settings: {}, documents: placed, ...one }));

const exact = titled(
  'blue sky',
  'blue sky today',
  'the blue sky',
  'blue skyline',
  'bleu sky',
  'blue',
);

const exactnessCases: RankingCase[] = [
  { name: 'exactness: whole, beginning and words', query: queryFor('blue sky') },
  { name: 'exactness: a beginning that is no word', query: queryFor('blue skyl') },
  { name: 'exactness: a phrase', query: queryFor('"blue sky"') },
  {
    name: 'exactness: before the other rules',
    settings: { rankingRules: ['exactness', 'typo', 'attribute'] },
    query: queryFor('blue sky'),
  },
].map((one) => ({ settings: inOrder, documents: exact, ...one }));

const priced: TestDocument[] = [
  { id: 0, title: 'cup', price: 20, _geo: { lat: 1, lng: 1 } },
  { id: 1, title: 'cup', price: null, _geo: { lat: 2, lng: '2' } },
  { id: 2, title: 'cup', price: [5, 30] },
  { id: 3, title: 'Cup', price: 'Zebra', _geo: { lat: 1.000_001, lng: 1 } },
  { id: 4, title: 'cups', price: 'éclair' },
  { id: 5, title: 'cup', price: true, _geo: { lat: -40, lng: 170 } },
  { id: 6, title: 'cup', price: '' },
  { id: 7, title: 'cup', price: ['apple', 7] },
  { id: 8, title: 'cup', price: '😀' },
  { id: 9, title: 'cup', price: '￮' },
  { id: 10, title: 'cup' },
];

function by(attribute: string, direction: 'asc' | 'desc'): SortCriterion {
  return { kind: 'attribute', attribute, direction };
}

function near(direction: 'asc' | 'desc'): SortCriterion {
  return { kind: 'geo', latitude: 1, longitude: 1, direction };
}

const sortCases: RankingCase[] = [
  { name: 'sort: ascending', query: queryFor(null, { sort: [by('price', 'asc')] }) },
  { name: 'sort: descending', query: queryFor(null, { sort: [by('price', 'desc')] }) },
  { name: 'sort: near first', query: queryFor(null, { sort: [near('asc')] }) },
  { name: 'sort: far first', query: queryFor(null, { sort: [near('desc')] }) },
  {
    name: 'sort: between the rules for words',
    query: queryFor('cup', { sort: [by('title', 'asc'), by('price', 'desc')] }),
  },
  {
    name: 'sort: by a rule of the settings',
    settings: { rankingRules: ['price:desc', 'words', 'exactness'] },
    query: queryFor('cup'),
  },
].map((one) => ({ settings: {}, documents: priced, ...one }));

const named = titled(
  'New York',
  'NY',
  'big apple',
  'york new',
  'The Café',
  'cafe',
  'CAFÉS',
  'x-ray',
  'xray',
  'x ray',
);

const settingsCases: RankingCase[] = [
  {
    name: 'settings: synonyms of one and several words',
    settings: { synonyms: { ny: ['new york', 'big apple'], 'new york': ['ny'] } },
    query: queryFor('new york'),
  },
  {
    name: 'settings: synonyms that are phrases',
    settings: { synonyms: { ny: ['new york', 'big apple'] } },
    query: queryFor('ny'),
  },
  { name: 'settings: diacritics and capitals', query: queryFor('café') },
  { name: 'settings: stop words', settings: { stopWords: ['the'] }, query: queryFor('the cafe') },
  {
    name: 'settings: no beginnings',
    settings: { prefixSearch: 'disabled' as const },
    query: queryFor('caf'),
  },
  {
    name: 'settings: a separator that is none',
    settings: { nonSeparatorTokens: ['-'] },
    query: queryFor('x-ray'),
  },
  {
    name: 'settings: a separator more',
    settings: { separatorTokens: ['r'] },
    query: queryFor('x ay'),
  },
  { name: 'settings: a dictionary', settings: { dictionary: ['x-ray'] }, query: queryFor('ray') },
].map((one) => ({ settings: {}, documents: named, ...one }));

/** All of them. */
export const rankingCases: readonly RankingCase[] = [
  ...wordsCases,
  ...typoCases,
  ...proximityCases,
  ...attributeCases,
  ...exactnessCases,
  ...sortCases,
  ...settingsCases,
];
