import { describe, expect, test } from 'vitest';
import { settleAll } from './meilisearch.ts';
import { type CalledNode, createCalledNode } from './testing/node-caller.ts';

const steps = {
  add: (node: CalledNode) => node.call('POST /indexes/a/documents', [{ id: 1 }]),
  update: (node: CalledNode) => node.call('PUT /indexes/a/documents', [{ id: 1 }]),
  'add by id': (node: CalledNode) =>
    node.call('POST /indexes/a/documents?primaryKey=id', [{ id: 1 }]),
  'add by key': (node: CalledNode) =>
    node.call('POST /indexes/a/documents?primaryKey=key', [{ key: 1 }]),
  delete: (node: CalledNode) => node.call('DELETE /indexes/a/documents/1'),
  'delete by filter': (node: CalledNode) =>
    node.call('POST /indexes/a/documents/delete', { filter: 'x = 1' }),
  clear: (node: CalledNode) => node.call('DELETE /indexes/a/documents'),
  settings: (node: CalledNode) => node.call('PATCH /indexes/a/settings', { stopWords: ['a'] }),
  'delete index': (node: CalledNode) => node.call('DELETE /indexes/a'),
  'create index': (node: CalledNode) => node.call('POST /indexes', { uid: 'a' }),
  'other index': (node: CalledNode) => node.call('POST /indexes/b/documents', [{ id: 1 }]),
} as const;

type Step = keyof typeof steps;

/** The tasks of the first batch, by their places. */
function firstBatch(waiting: readonly Step[], before: readonly Step[]): readonly number[] {
  const node = createCalledNode();
  for (const step of before) steps[step](node);
  settleAll(node.model);
  for (const step of waiting) steps[step](node);
  const tasks = node.model.beginBatch()?.tasks ?? [];
  return tasks.map((uid) => uid - before.length);
}

describe('together in an index that exists go', () => {
  test.each<[readonly Step[], readonly number[]]>([
    [
      ['add', 'update', 'delete', 'add', 'settings'],
      [0, 1, 2, 3],
    ],
    [['add', 'delete by filter', 'add'], [0]],
    [
      ['delete', 'delete by filter', 'add'],
      [0, 1],
    ],
    [
      ['delete', 'add', 'delete by filter'],
      [0, 1],
    ],
    [
      ['delete by filter', 'delete', 'clear', 'add'],
      [0, 1, 2],
    ],
    [
      ['add', 'clear', 'delete', 'add'],
      [0, 1, 2],
    ],
    [['clear', 'settings'], [0]],
    [
      ['settings', 'settings', 'add'],
      [0, 1],
    ],
    [
      ['settings', 'clear', 'delete', 'settings', 'add'],
      [0, 1, 2, 3],
    ],
    [['add', 'settings', 'delete index'], [0]],
    [
      ['add', 'delete', 'delete index', 'add'],
      [0, 1, 2],
    ],
    [['create index', 'create index'], [0]],
    [['add', 'create index', 'add'], [0]],
    [
      ['add', 'other index', 'add'],
      [0, 2],
    ],
  ])('%j: %j', (waiting, expected) => {
    expect(firstBatch(waiting, ['settings'])).toEqual(expected);
  });
});

describe('primary keys and missing indexes keep apart', () => {
  test.each<[string, readonly Step[], readonly Step[], readonly number[]]>([
    ['a key that is named after one that is guessed', ['add', 'add by id'], ['settings'], [0]],
    ['but not the reverse', ['add by id', 'add', 'delete'], ['settings'], [0, 1, 2]],
    ['two named keys', ['add by id', 'add by key'], ['settings'], [0]],
    ['the key of the index and another', ['add', 'add by key', 'add'], ['add'], [0]],
    ['the key of the index from nothing', ['add', 'add by id', 'add'], ['add'], [0, 1, 2]],
    ['what needs the index from what makes it', ['delete', 'add'], [], [0]],
    ['but not the reverse, again', ['add', 'delete'], [], [0, 1]],
  ])('%s', (_reason, waiting, before, expected) => {
    expect(firstBatch(waiting, before)).toEqual(expected);
  });
});
