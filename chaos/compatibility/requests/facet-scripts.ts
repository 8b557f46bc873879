import { patch, post, type RequestTheme } from '../client-request.ts';

const index = '/indexes/facet-scripts';

/** Letters that Meilisearch writes in several ways, each with some that it does not. */
const alphabets = [
  'ёеий',
  'αάσς',
  'اأةهـ',
  'あアかカ',
  'aâåæb',
  'oøöœ',
  'dđð',
  'กขค่',
  'אבגשׁ',
  'កខ្គ',
  'नगि',
  "'’‘",
  'uưườ',
];

function wordsOf(alphabet: string): readonly string[] {
  const letters = Array.from(alphabet);
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const triples = pairs.flatMap((pair) => letters.slice(0, 3).map((third) => pair + third));
  return [...letters, ...pairs, ...triples];
}

/** Words that Meilisearch takes for one value are left out: which of them it shows is by chance. */
const values = [
  ...new Map(
    alphabets.flatMap(wordsOf).map((word) => [word.normalize('NFKD').toLowerCase(), word]),
  ).values(),
];

const queries = [...new Set(values.map((word) => Array.from(word).slice(0, 2).join('')))];

/** The order of the values that a search finds, in many scripts. */
export const facetScripts: RequestTheme = {
  name: 'facet search in many scripts',
  requests: [
    patch(`${index}/settings`, { filterableAttributes: ['word'] }),
    post(
      `${index}/documents`,
      values.map((word, id) => ({ id, word })),
    ),
    ...queries.map((facetQuery) =>
      post(`${index}/facet-search`, { facetName: 'word', facetQuery }),
    ),
  ],
};
