import {
  type ClientRequest,
  get,
  post,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';

const path = '/indexes/sorted/documents';

/** Values of every kind that a document may be sorted by. */
const values: readonly unknown[] = [
  3,
  'b',
  1,
  null,
  [5, 'a'],
  undefined,
  'B',
  2,
  [],
  {},
  [9, 0],
  true,
  'a',
  1,
  'ä',
  'É',
  -0.5,
  [[7]],
  false,
  '  pad ',
  '',
  1.5,
  'z10',
  '\u{1F600}',
  '\uFF21',
  [{ a: 4 }, { a: 'x' }],
  { a: 2 },
  1e3,
  [true, 'no', 8],
];

const documents = values.flatMap((value, at) =>
  [0, 1].map((round) => ({
    id: at + round * values.length,
    value,
    round,
    third: at % 3,
    name: `name ${String(at * 7 + round).padStart(3, '0')}`,
    inner: { value, deep: [{ value: round }, { value: at }] },
    'dotted.name': at % 5,
    _geo: at % 4 === 3 ? null : { lat: (at % 5) * 10 + round, lng: ((at * 3) % 7) * 9.5 },
    _vectors: { given: [at, round] },
  })),
);

const sorts: readonly string[] = [
  'value:asc',
  'value:desc',
  'third:asc',
  'third:desc,value:asc',
  'round:desc,name:asc',
  'name:desc',
  'inner.value:asc',
  'inner.deep.value:desc',
  'dotted.name:asc,name:desc',
  '_geoPoint(1,2):asc',
  '_geoPoint(-31.5, 170.25):desc',
  'round:asc,_geoPoint(20,20):asc',
  '_geoPoint(20,20):asc,name:desc',
  'value:asc,value:desc',
  'id:desc',
];

const refused: readonly string[] = [
  '',
  'value',
  'value:up',
  'value:ASC',
  'rating:asc',
  'unheard:asc',
  'name:asc,unheard:desc',
  '_geo:asc',
  '_geoPoint(1):asc',
  '_geoPoint(100,2):asc',
  '_geoPoint(a,b):asc',
  '_geoRadius(1,2,3):asc',
  '_geoDistance:asc',
  '_miroir_seq:asc',
  'name:asc,,id:asc',
  '"name:asc"',
  ' name:asc , id:asc ',
  '*:asc',
];

function fetch(body: object): ClientRequest {
  return post(`${path}/fetch`, body);
}

/** Listing documents in an order of the client's. */
export const documentSorts: RequestTheme = {
  name: 'sorting documents',
  requests: [
    put('/indexes/sorted/settings/sortable-attributes', [
      'value',
      'round',
      'third',
      'name',
      'id',
      'inner',
      'inner.value',
      'inner.deep.value',
      'dotted.name',
      'unheard',
      '_geo',
    ]),
    put('/indexes/sorted/settings/filterable-attributes', ['round', 'third']),
    get(path, { sort: 'name:asc' }),
    post(path, documents),
    ...sorts.flatMap((sort) => [
      get(path, { sort, limit: '100', fields: 'id' }),
      fetch({ sort: sort.split(/,(?![^(]*\))/), limit: 7, fields: ['name', 'value'] }),
      get(path, { sort }),
    ]),
    // How many are skipped.
    ...['third:asc', 'name:asc', 'round:asc,third:asc', '_geoPoint(0,0):asc'].flatMap((sort) =>
      Array.from({ length: 62 }, (_, offset) =>
        get(path, { sort, offset: String(offset), limit: '4', fields: 'id' }),
      ),
    ),
    get(path, { sort: 'name:desc', limit: '0' }),
    get(path, { sort: 'name:desc', filter: 'third = 1', limit: '5' }),
    get(path, { sort: 'name:desc', ids: '3,9,4,50' }),
    fetch({ sort: ['name:asc'], ids: [1, 5, '7'], filter: 'round = 0' }),
    fetch({ sort: ['name:asc'], retrieveVectors: true, limit: 3 }),
    fetch({ sort: [], limit: 3, fields: ['id'] }),
    ...refused.flatMap((sort) => [
      get(path, { sort, fields: 'id' }),
      fetch({ sort: [sort], fields: ['id'] }),
    ]),
    fetch({ sort: 'name:asc' }),
    fetch({ sort: [1] }),
    fetch({ sort: [null] }),
    fetch({ sort: ['name:asc'], ids: ['not good'] }),
    fetch({ ids: [18446744073709551615n.toString(), 3, -1, 1e300] }),
    fetch({ sort: ['name:asc'], filter: 'name = x' }),
    remove('/indexes/sorted'),
  ],
};
