import { describe, expect, test } from 'vitest';
import { idsOfAll, indexOf, queryFor } from './testing/small-index.ts';

const documents = ['red apple', 'green apple', 'red pear'].map((title, id) => ({ id, title }));

function found(index: ReturnType<typeof indexOf>, q: string, ids = idsOfAll(documents)): number[] {
  return index.rank(ids, queryFor(q)).map(({ internalId }) => internalId);
}

describe('an index that changes', () => {
  test('finds what a document says now', () => {
    const index = indexOf(documents);
    expect(found(index, 'red')).toEqual([0, 2]);
    index.put({ internalId: 0, fields: { title: 'blue apple' } });
    expect(found(index, 'red')).toEqual([2]);
    expect(found(index, 'blue')).toEqual([0]);
  });

  test('forgets documents, their words and typos of them', () => {
    const index = indexOf(documents);
    expect(found(index, 'grene')).toEqual([1]);
    index.remove(1);
    expect(found(index, 'grene', [0, 2])).toEqual([]);
    index.clear();
    expect(found(index, 'red', [])).toEqual([]);
    index.put({ internalId: 5, fields: { title: 'red' } });
    expect(found(index, 'red', [5])).toEqual([5]);
  });

  test('is the same as one that was made anew', () => {
    const changed = indexOf(documents);
    changed.put({ internalId: 1, fields: { title: 'red apples' } });
    changed.remove(0);
    const anew = indexOf([]);
    anew.put({ internalId: 1, fields: { title: 'red apples' } });
    anew.put({ internalId: 2, fields: documents[2] ?? {} });
    const query = queryFor('red appel');
    expect(changed.rank([1, 2], query)).toEqual(anew.rank([1, 2], query));
  });
});

test('only candidates are ranked', () => {
  expect(found(indexOf(documents), 'red', [2])).toEqual([2]);
  expect(found(indexOf(documents), '', [0, 2])).toEqual([0, 2]);
});

test('all hits are ranked, equal ones by internal id', () => {
  const many = Array.from({ length: 70 }, (_, id) => ({ id, title: `item ${id % 2}` }));
  const ids = indexOf(many)
    .rank(idsOfAll(many), queryFor('item'))
    .map(({ internalId }) => internalId);
  expect(ids).toEqual(idsOfAll(many));
});

test('the beginning of very many words finds them all and marks none', () => {
  const many = Array.from({ length: 130 }, (_, id) => ({ id, title: `pre${id + 100}` }));
  const index = indexOf(many);
  // 1.21.0 keeps beginnings of 100 words ready, but forgets them when it looks for what to mark.
  expect(index.rank(idsOfAll(many), queryFor('pre'))).toHaveLength(130);
  expect(index.matches(queryFor('pre'), 'pre100')).toEqual([]);
  expect(index.matches(queryFor('pre10'), 'pre100')).toEqual([{ start: 0, length: 5 }]);
});

test('matches are counted in bytes of the text as it is', () => {
  const index = indexOf([{ title: 'Crème brûlée' }]);
  expect(index.matches(queryFor('brul'), 'Crème brûlée')).toEqual([{ start: 7, length: 5 }]);
  expect(index.matches(queryFor('"creme brulee"'), 'Crème brûlée')).toEqual([
    { start: 0, length: 15 },
  ]);
  expect(index.matches(queryFor(null), 'Crème brûlée')).toEqual([]);
});
