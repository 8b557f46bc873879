import { except, post, put, remove, type RequestTheme } from '../client-request.ts';

const index = '/indexes/spellings';

/** Ways to write one value. */
const spellings = [
  ['drama', 'DRAMA', 'Drama'],
  ['Crème', 'CRÈME', 'crème'],
  ['éCOLE', 'école', 'ÉCOLE'],
  ['a b', 'A B', 'A b'],
  ['ﬁn', 'fin', 'FIN'],
  ['1', '１'],
  ['Ω', 'ω'],
  ['中国', '中國'],
  ['台灣', '台湾'],
  ['かたかな', 'カタカナ'],
];

/** Every value in its first spelling, as often as any node needs to see it first, then in all others. */
const values = Array.from({ length: 40 }, (_, round) =>
  spellings.map((ways, place) => ways[round < 8 ? 0 : (round + place) % ways.length]),
).flat();

const facetSearches = ['', 'dr', 'DRA', 'cre', 'ec', 'fi', 'ω', '中', '國', '台', 'か', 'カ'];

/** Facets of which values are written in several ways: counted as one, and shown in one of them. */
export const facetSpellings: RequestTheme = {
  name: 'facets in several spellings',
  requests: [
    post('/indexes', { uid: 'spellings', primaryKey: 'id' }),
    put(`${index}/settings/filterable-attributes`, ['word', 'id']),
    post(
      `${index}/documents`,
      values.map((word, id) => ({ id, word })),
    ),
    post(`${index}/search`, { facets: ['word'], limit: 0 }),
    post(`${index}/search`, { facets: ['word'], filter: 'word = drama', limit: 0 }),
    ...facetSearches.map((facetQuery) =>
      post(`${index}/facet-search`, { facetName: 'word', facetQuery }),
    ),
    post(`${index}/facet-search`, { facetName: 'word' }),
    except(
      'facet-spellings',
      post(`${index}/search`, { facets: ['word'], filter: 'id > 100', limit: 0 }),
    ),
    post(`${index}/facet-search`, { facetName: 'word', filter: 'id > 100' }),
    remove(index),
  ],
};
