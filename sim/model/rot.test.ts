import { expect, test } from 'vitest';
import { settleAll } from './meilisearch.ts';
import { createCalledNode } from './testing/node-caller.ts';

/** Document 1 was replaced since `before`, 2 deleted, 3 added; 4 is as it was. */
function changedNode() {
  const { model, call, ids } = createCalledNode();
  const words = (q: string): unknown => call('POST /indexes/a/search', { q }).body;
  call('POST /indexes/a/documents', [
    { id: 1, w: 'walnut' },
    { id: 2, w: 'zephyr' },
    { id: 4, w: 'quartz' },
  ]);
  settleAll(model);
  const before = model.snapshot();
  call('POST /indexes/a/documents', [{ id: 1, w: 'glacier' }]);
  call('POST /indexes/a/documents/delete-batch', [2]);
  call('POST /indexes/a/documents', [{ id: 3, w: 'mosaic' }]);
  settleAll(model);
  return { model, words, ids, before };
}

test('documents that changed since can go back to what they were, and searches find them so', () => {
  const { model, words, ids, before } = changedNode();
  expect(words('glacier')).toMatchObject({ hits: [{ id: 1 }] });
  expect(model.rottableIds('a', before).toSorted()).toEqual(['1', '2', '3']);
  const tasks = model.inspect().tasks.length;
  for (const id of ['1', '2', '3']) model.rot('a', id, before);
  expect(model.rottableIds('a', before)).toEqual([]);
  expect(ids('a').toSorted()).toEqual(['1', '2', '4']);
  expect(words('glacier')).toMatchObject({ hits: [] });
  expect(words('mosaic')).toMatchObject({ hits: [] });
  expect(words('walnut')).toMatchObject({ hits: [{ id: 1, w: 'walnut' }] });
  expect(words('zephyr')).toMatchObject({ hits: [{ id: 2 }] });
  expect(model.inspect().tasks).toHaveLength(tasks);
});

test('without a time before, documents are gone', () => {
  const { model, words, ids } = changedNode();
  expect(model.rottableIds('a').toSorted()).toEqual(['1', '3', '4']);
  model.rot('a', '4');
  expect(ids('a').toSorted()).toEqual(['1', '3']);
  expect(words('quartz')).toMatchObject({ hits: [] });
  expect(model.rottableIds('b')).toEqual([]);
});
