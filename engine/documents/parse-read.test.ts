import { describe, expect, test } from 'vitest';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { parseDocumentBody, parseDocumentParameters } from './parse-read.ts';

function fromQuery(query: string) {
  return parseDocumentParameters(parseQuery(query));
}

function fromBody(body: unknown) {
  return parseDocumentBody(JSON.stringify(body));
}

describe('a question for documents', () => {
  test('has defaults', () => {
    const defaults = { offset: 0, limit: 20, fields: null, ids: null, filter: null, sort: null };
    expect(fromQuery('')).toMatchObject(defaults);
    expect(fromBody({ fields: null, ids: null, filter: null, sort: null })).toMatchObject(defaults);
  });

  test('counts no empty items in a query string', () => {
    expect(fromQuery('fields=a,,b&ids=&limit=%2B3')).toMatchObject({
      fields: ['a', 'b'],
      ids: '[]',
      limit: 3,
    });
  });

  test('a star among the fields means all of them in a query string, and itself in a body', () => {
    expect(fromQuery('fields=a,*').fields).toBeNull();
    expect(fromBody({ fields: ['*'] }).fields).toEqual(['*']);
  });

  test('asks for a marker under a name that no document has', () => {
    expect(fromQuery('filter=_miroir_shard%20%3D%201').filter).toBe('"_nobody_shard = 1"');
    expect(fromBody({ filter: [['_miroir_seq = 1', 'a = 1']] }).filter).toBe(
      '[["_nobody_seq = 1","a = 1"]]',
    );
  });

  test.each([
    { limit: null },
    { offset: -1 },
    { retrieveVectors: null },
    { fields: 'a' },
    { x: 1 },
  ])('%j is refused', (body) => {
    expect(() => fromBody(body)).toThrow(MalformedRequest);
  });

  test.each([12, { year: 1 }, true])(
    'the filter %j is refused in the words of Meilisearch',
    (filter) => {
      const words = `expected String, Array, found: ${JSON.stringify(filter)}`;
      expect(() => fromBody({ filter })).toThrow(words);
      expect(() => fromQuery(`filter=${encodeURIComponent(JSON.stringify(filter))}`)).toThrow(
        words,
      );
    },
  );
});
