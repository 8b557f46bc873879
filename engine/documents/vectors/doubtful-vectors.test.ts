import { describe, expect, test } from 'vitest';
import { readMembers } from '../../settings/members.ts';
import { doubtfulVectors, givenDimensions } from './doubtful-vectors.ts';

const settings = JSON.stringify({
  embedders: {
    e: { source: 'userProvided', dimensions: 2 },
    elsewhere: { source: 'rest', dimensions: 3 },
  },
});
const dimensions = givenDimensions(readMembers(settings));

function doubtful(vectors: unknown, isKnown = false): boolean {
  const document = JSON.stringify(vectors === undefined ? { id: 1 } : { id: 1, _vectors: vectors });
  const write = { ids: ['1'], documents: [document], isKnown: () => isKnown };
  return doubtfulVectors(write, dimensions).length > 0;
}

describe('vectors of documents', () => {
  test('are those of embedders whose documents bring them', () => {
    expect([...dimensions]).toEqual([['e', 2]]);
    expect(givenDimensions(readMembers('{"embedders":null}')).size).toBe(0);
  });

  test.each([
    [{ e: [1, 2] }],
    [{ e: null }],
    [{ e: [] }],
    [
      {
        e: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [{ e: { embeddings: [1, 2], regenerate: false } }],
    [{ e: [1, 2], elsewhere: [1] }],
  ])('%j are surely fine', (vectors) => {
    expect(doubtful(vectors)).toBe(false);
  });

  test.each([
    [undefined],
    [null],
    [1],
    [[]],
    [{}],
    [{ other: [1, 2] }],
    [{ e: 'x' }],
    [{ e: [1] }],
    [{ e: [1, 'a'] }],
    [{ e: [[1, 2], [3]] }],
    [{ e: { regenerate: true } }],
    [{ e: { embeddings: [1, 2] } }],
    [{ e: { embeddings: [1, 2], regenerate: true } }],
    [{ e: [1, 2], other: 'x' }],
  ])('%j of a new document are for a node to judge', (vectors) => {
    expect(doubtful(vectors)).toBe(true);
  });

  test('may be left out where a document has some', () => {
    expect(doubtful(undefined, true)).toBe(false);
    expect(doubtful({}, true)).toBe(false);
    expect(doubtful({ e: [1] }, true)).toBe(true);
  });

  test('are judged with all of the same id', () => {
    const documents = [
      '{"id":1,"_vectors":{"e":[1,2]}}',
      '{"id":2,"_vectors":{"e":null}}',
      '{"id":1}',
    ];
    const write = { ids: ['1', '2', '1'], documents, isKnown: () => false };
    expect(doubtfulVectors(write, dimensions)).toEqual([0, 2]);
  });
});
