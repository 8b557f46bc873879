import { expect, test } from 'vitest';
import { answer, keysOf, searchFor, TestRun, violationsOf } from './testing/history.ts';

const name = 'no_internal_leak';

function keysAfter(body: unknown, headers = {}, showRankingScore = false): readonly string[] {
  const run = new TestRun();
  run.add(searchFor({ showRankingScore }), answer(200, body, headers));
  return keysOf(name, run.record());
}

test('an answer may be degraded and may show the score that was asked for', () => {
  expect(keysAfter({ hits: [] }, { 'x-miroir-degraded': 'shards=1' })).toEqual([]);
  expect(keysAfter({ hits: [{ _rankingScore: 1 }] }, {}, true)).toEqual([]);
});

test('an answer shows nothing of Miroir’s own', () => {
  expect(keysAfter({ hits: [{ _miroir_seq: '((' }] })).toEqual(['_miroir_ search']);
  expect(keysAfter({ hits: [] }, { 'x-debug': 'key simNodeKey' })).toEqual(['simNodeKey search']);
  expect(keysAfter({ hits: [{ _rankingScore: 1 }] })).toEqual(['_rankingScore search']);
  expect(keysAfter({ hits: [{ _rankingScoreDetails: {} }] }, {}, true)).toEqual([
    '_rankingScoreDetails search',
  ]);
  const run = new TestRun();
  run.add({ kind: 'get-task', uid: 1 }, answer(500, { message: 'at _miroir_shard IN' }));
  expect(violationsOf(name, run.record())[0]?.message).toBe(
    'the answer to c0.0 (get-task) contains _miroir_: {"message":"at _miroir_shard IN"}',
  );
});
