import { describe, expect, test } from 'vitest';
import {
  acknowledged,
  answer,
  keysOf,
  lost,
  ownersOf,
  placement,
  refused,
  searchFor,
  TestRun,
  violationsOf,
} from './testing/history.ts';

const name = 'search_complete';

/** Document `a` was written by `c0.0`, and a client saw it succeed. */
function runWithA(): TestRun {
  const run = new TestRun();
  run.write('POST', [{ id: 'a', words: 'amber birch', kind: 'red' }], acknowledged(1));
  run.sees(1, 'succeeded');
  return run;
}

const a = { id: 'a', v: 'c0.0', words: 'amber birch', kind: 'red' };

describe('a search', () => {
  test('must show what was seen to succeed', () => {
    const right = runWithA();
    right.finds([a]);
    expect(keysOf(name, right.record())).toEqual([]);
    const wrong = runWithA();
    wrong.finds([]);
    expect(violationsOf(name, wrong.record())).toEqual([
      {
        checker: name,
        key: 'i/a',
        message: 'c0.2 lacks i/a, which must be there: v=c0.0',
        operations: ['c0.2'],
        at: 50,
      },
    ]);
  });

  test('may or may not show what nobody saw succeed', () => {
    for (const hits of [[], [a]]) {
      const run = new TestRun();
      run.write('POST', [{ id: 'a', words: 'amber birch', kind: 'red' }], acknowledged(1));
      run.finds(hits);
      expect(keysOf(name, run.record())).toEqual([]);
    }
  });

  test('must not show a version that a visible write has replaced', () => {
    const run = runWithA();
    run.write('POST', [{ id: 'a', v: 'new' }], acknowledged(2));
    run.finds([a]);
    run.finds([{ id: 'a', v: 'new' }]);
    expect(keysOf(name, run.record())).toEqual([]);
    run.sees(2, 'succeeded');
    run.finds([a]);
    expect(violationsOf(name, run.record())[0]?.message).toMatch(/shows i\/a .* may be: v=new/);
  });

  test('must not show what was deleted, unless something may have brought it back', () => {
    const run = runWithA();
    run.add({ kind: 'delete-documents', index: 'i', ids: ['a'] }, acknowledged(2));
    run.finds([a]);
    run.sees(2, 'succeeded');
    run.finds([]);
    expect(keysOf(name, run.record())).toEqual([]);
    run.finds([a]);
    expect(violationsOf(name, run.record())[0]?.message).toMatch(/it must not appear/);
    const again = runWithA();
    again.add({ kind: 'delete-documents', index: 'i', ids: ['a'] }, acknowledged(2));
    again.sees(2, 'succeeded');
    again.write('POST', [{ ...a }], lost);
    again.finds([a]);
    again.finds([]);
    expect(keysOf(name, again.record())).toEqual([]);
  });

  test('must find by words and filters what matches, and nothing else', () => {
    const red = { kind: 'equals', attribute: 'kind', value: 'red' } as const;
    const found = [
      { words: ['amber', 'cobalt'] },
      { words: ['birch', 'amber'], strategy: 'all' },
      { filter: red },
      { words: ['amber'], filter: { kind: 'not', inner: { ...red, value: 'blue' } } },
    ] as const;
    const missed = [
      { words: ['cobalt', 'amber'] },
      { words: ['amber', 'cobalt'], strategy: 'all' },
      { filter: { ...red, value: 'blue' } },
    ] as const;
    for (const [hits, searches] of [
      [[a], found],
      [[], missed],
    ] as const) {
      for (const search of searches) {
        const right = runWithA();
        right.finds(hits, search);
        expect(keysOf(name, right.record())).toEqual([]);
        const wrong = runWithA();
        wrong.finds(hits.length === 0 ? [a] : [], search);
        expect(keysOf(name, wrong.record())).toEqual(['i/a']);
      }
    }
  });

  test('must not show members that the version does not have', () => {
    for (const odd of [
      { ...a, kind: 'blue' },
      { ...a, more: 1 },
      { id: 'a', v: 'c0.0' },
    ]) {
      const run = runWithA();
      run.finds([odd]);
      expect(keysOf(name, run.record())).toEqual(['i/a']);
    }
    const scored = runWithA();
    scored.finds([{ ...a, _rankingScore: 1 }], { showRankingScore: true });
    expect(keysOf(name, scored.record())).toEqual([]);
  });

  test('owes nothing for a shard that it names, but for the others', () => {
    const shard = placement.shardOf('a');
    const excused = runWithA();
    excused.finds([], {}, { 'x-miroir-degraded': `shards=${shard}` });
    excused.finds([{ ...a, v: 'old' }], {}, { 'x-miroir-degraded': `shards=${shard}` });
    expect(keysOf(name, excused.record())).toEqual([]);
    const other = runWithA();
    other.finds([], {}, { 'x-miroir-degraded': `shards=${(shard + 1) % 4}` });
    expect(keysOf(name, other.record())).toEqual(['i/a']);
  });

  test('owes on a full page only what fits', () => {
    const run = runWithA();
    run.write('POST', [{ id: 'b' }], acknowledged(2));
    run.sees(2, 'succeeded');
    const window = { mode: 'offset', offset: 0, limit: 1 } as const;
    run.finds([a], { window });
    run.finds([], { window: { mode: 'page', page: 2, hitsPerPage: 5 } });
    expect(keysOf(name, run.record())).toEqual([]);
    run.finds([a]);
    expect(keysOf(name, run.record())).toEqual(['i/b']);
  });

  test('is evidence under settings that do not matter to it', () => {
    const settings = { stopWords: ['the'], synonyms: {}, distinctAttribute: null };
    const run = runWithA();
    run.add({ kind: 'update-settings', index: 'i', settings }, acknowledged(2));
    run.finds([], { words: ['amber'] });
    expect(keysOf(name, run.record())).toEqual([]);
    run.finds([]);
    expect(keysOf(name, run.record())).toEqual(['i/a']);
    const searchable = runWithA();
    const attributes = { searchableAttributes: ['kind', 'words'], stopWords: [] };
    searchable.add({ kind: 'update-settings', index: 'i', settings: attributes }, acknowledged(2));
    searchable.finds([], { words: ['amber'] });
    expect(keysOf(name, searchable.record())).toEqual(['i/a']);
    const others = runWithA();
    const refusedSettings = { searchableAttributes: ['kind'] };
    const update = { kind: 'update-settings', index: 'i', settings: refusedSettings } as const;
    others.add(update, refused(400, 'invalid_settings_searchable_attributes'));
    others.finds([], { words: ['amber'] });
    expect(keysOf(name, others.record())).toEqual(['i/a']);
  });

  test('shows members of members as they were written', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'a', nested: { x: 1, y: [2] } }], acknowledged(1));
    run.sees(1, 'succeeded');
    run.finds([{ id: 'a', v: 'c0.0', nested: { y: [2], x: 1 } }]);
    expect(keysOf(name, run.record())).toEqual([]);
    run.finds([{ id: 'a', v: 'c0.0', nested: { y: [3], x: 1 } }]);
    expect(keysOf(name, run.record())).toEqual(['i/a']);
  });

  test('is no evidence when it is refused, or when settings change what it finds', () => {
    const run = runWithA();
    run.add(searchFor(), refused(400, 'invalid_search_filter'));
    const settings = { distinctAttribute: 'kind' };
    run.add({ kind: 'update-settings', index: 'i', settings }, acknowledged(2));
    run.finds([]);
    expect(keysOf(name, run.record())).toEqual([]);
  });
});

describe('a document', () => {
  const get = { kind: 'get-document', index: 'i', id: 'a' } as const;

  test('must be found when it must be there', () => {
    const run = runWithA();
    run.add(get, answer(200, a));
    expect(keysOf(name, run.record())).toEqual([]);
    run.add(get, refused(404, 'document_not_found'));
    expect(violationsOf(name, run.record())[0]?.message).toMatch(/did not find i\/a/);
  });

  test('must be shown as it may be, unless its shard is named', () => {
    const run = runWithA();
    const headers = { 'x-miroir-degraded': `shards=${placement.shardOf('a')}` };
    run.add(get, answer(200, { ...a, v: 'old' }, headers));
    run.add(get, answer(404, { code: 'document_not_found' }, headers));
    expect(keysOf(name, run.record())).toEqual([]);
    run.add(get, answer(200, { ...a, v: 'old' }));
    expect(keysOf(name, run.record())).toEqual(['i/a']);
  });
});

describe('an index', () => {
  test('must be found once a write to it has succeeded, until it may be deleted', () => {
    const run = new TestRun();
    run.add(searchFor(), refused(404, 'index_not_found'));
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    run.add(searchFor(), refused(404, 'index_not_found'));
    run.sees(1, 'succeeded');
    expect(keysOf(name, run.record())).toEqual([]);
    run.add({ kind: 'get-settings', index: 'i' }, refused(404, 'index_not_found'));
    expect(keysOf(name, run.record())).toEqual(['i']);
    const created = new TestRun();
    created.add({ kind: 'create-index', index: 'i', primaryKey: 'id' }, acknowledged(1));
    created.sees(1, 'succeeded');
    created.add(searchFor(), refused(404, 'index_not_found'));
    expect(keysOf(name, created.record())).toEqual(['i']);
    const emptied = new TestRun();
    emptied.add({ kind: 'clear-documents', index: 'i' }, acknowledged(1));
    emptied.sees(1, 'succeeded');
    emptied.add(searchFor(), refused(404, 'index_not_found'));
    expect(keysOf(name, emptied.record())).toEqual([]);
    const deleted = runWithA();
    deleted.add({ kind: 'delete-index', index: 'i' }, lost);
    deleted.add(searchFor(), refused(404, 'index_not_found'));
    expect(keysOf(name, deleted.record())).toEqual([]);
  });
});

describe('a list', () => {
  const list = { kind: 'list-documents', index: 'i', offset: 0, limit: 20 } as const;

  test('must show what must be there', () => {
    const run = runWithA();
    run.add(list, answer(200, { results: [a], total: 1 }));
    expect(keysOf(name, run.record())).toEqual([]);
    run.add(list, answer(200, { results: [], total: 0 }));
    expect(keysOf(name, run.record())).toEqual(['i/a']);
  });
});

test('the documents of these tests are replicated', () => {
  expect(ownersOf('a')).toHaveLength(2);
});
