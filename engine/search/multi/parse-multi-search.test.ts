import { describe, expect, test } from 'vitest';
import { ApiError, MalformedRequest } from '../../protocol/api-error.ts';
import { parseMultiSearch } from './parse-multi-search.ts';

function query(members: string): string {
  return `{"queries":[{"indexUid":"a",${members}}]}`;
}

function federation(members: string): string {
  return `{"queries":[],"federation":{${members}}}`;
}

describe('the body of a multi-search', () => {
  test('has queries, each with its index, its place and its parameters', () => {
    const { queries, federation: none } = parseMultiSearch(
      '{"queries":[{"indexUid":"a","q":"x"},{"filter":"y = 1","indexUid":"b","limit":3}]}',
    );
    expect(none).toBeNull();
    expect(queries.map(({ indexUid, position }) => [indexUid, position])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(queries[0]?.query.members).toEqual(new Map([['q', '"x"']]));
    expect(queries[1]?.query.filter).toBe('"y = 1"');
    expect(queries.map(({ paging }) => paging)).toEqual([null, 'limit']);
  });

  test('has options of a federation, each with its default', () => {
    expect(parseMultiSearch('{"queries":[],"federation":null}').federation).toBeNull();
    expect(parseMultiSearch('{"federation":{},"queries":[]}').federation).toEqual({
      offset: { value: 0, text: '0' },
      limit: { value: 20, text: '20' },
      facetsByIndex: new Map(),
      mergeFacets: null,
    });
    const text = federation(
      '"limit":18446744073709551615,"offset":3,"facetsByIndex":{"a":["x","_miroir_seq"],"b":null},"mergeFacets":{"maxValuesPerFacet":2}',
    );
    expect(parseMultiSearch(text).federation).toEqual({
      offset: { value: 3, text: '3' },
      limit: { value: 2 ** 64, text: '18446744073709551615' },
      // Nothing that a node is told to count may be a marker.
      facetsByIndex: new Map([
        ['a', ['x', '_nobody_seq']],
        ['b', null],
      ]),
      mergeFacets: { valuesMax: 2 },
    });
    expect(parseMultiSearch(federation('"mergeFacets":{}')).federation?.mergeFacets).toEqual({
      valuesMax: null,
    });
  });

  test.each([
    ['"federationOptions":null', null],
    ['"federationOptions":{}', { weight: 1, remote: null, namesPosition: false }],
    ['"federationOptions":{"weight":1.5}', { weight: 1.5 }],
    ['"federationOptions":{"remote":"x"}', { remote: 'x' }],
    ['"federationOptions":{"queryPosition":4}', { namesPosition: true }],
    ['"federationOptions":{"remote":null,"queryPosition":null}', { remote: null }],
  ])('has options of a query: %s', (members, options) => {
    const [parsed] = parseMultiSearch(query(members)).queries;
    if (options === null) expect(parsed?.options).toBeNull();
    else expect(parsed?.options).toMatchObject(options);
  });

  test('may page with null, and prefers the parameter that Meilisearch names first', () => {
    const paging = (members: string) => parseMultiSearch(query(members)).queries[0]?.paging;
    expect(paging('"limit":null,"offset":null,"page":null,"hitsPerPage":null')).toBeNull();
    expect(paging('"hitsPerPage":1,"page":1,"limit":1')).toBe('limit');
    expect(paging('"hitsPerPage":1,"page":1')).toBe('page');
  });

  test('may have a filter that is none, which is told later', () => {
    const [parsed] = parseMultiSearch(query('"filter":{"a": 1.0}')).queries;
    expect(parsed?.fault).toBeInstanceOf(ApiError);
    expect(parsed?.fault).toMatchObject({
      code: 'invalid_search_filter',
      message:
        'Invalid syntax for the filter parameter: `expected String, Array, found: {"a":1.0}`.',
    });
    expect(parseMultiSearch(query('"filter":[1]')).queries[0]?.fault).toBeNull();
  });

  test.each([
    '',
    '[]',
    '{}',
    '{"queries":[]',
    '{"queries":{}}',
    '{"queries":null}',
    '{"queries":[],"more":1}',
    '{"queries":[1]}',
    '{"queries":[{}]}',
    '{"queries":[{"indexUid":1}]}',
    '{"queries":[{"indexUid":"a b"}]}',
    query('"more":1'),
    query('"limit":-1'),
    query('"federationOptions":[]'),
    query('"federationOptions":{"more":1}'),
    query('"federationOptions":{"weight":-1}'),
    query('"federationOptions":{"weight":null}'),
    query('"federationOptions":{"remote":1}'),
    query('"federationOptions":{"queryPosition":-1}'),
    federation('"more":1'),
    federation('"limit":null'),
    federation('"limit":18446744073709551616'),
    federation('"offset":"1"'),
    federation('"facetsByIndex":null'),
    federation('"facetsByIndex":{"a b":[]}'),
    federation('"facetsByIndex":{"a":[1]}'),
    federation('"mergeFacets":[]'),
    federation('"mergeFacets":{"more":1}'),
    federation('"mergeFacets":{"maxValuesPerFacet":-1}'),
    '{"queries":[],"federation":[]}',
  ])('is left to a node if it is %s', (text) => {
    expect(() => parseMultiSearch(text)).toThrow(MalformedRequest);
  });
});
