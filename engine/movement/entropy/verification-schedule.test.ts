import { expect, test } from 'vitest';
import { formatTime } from '../../base/time.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { testSession, testStore } from '../../testing/store.ts';
import { antiEntropyStatus, scheduleShards, untilDueMs } from './verification-schedule.ts';

const books = testIndex({ uid: 'books', shards: 2 });
const movies = testIndex({ uid: 'movies', shards: 2 });

function verified(indexUid: string, shard: number, verifiedMs: number) {
  return { indexUid, shard, verifiedAt: formatTime(verifiedMs) };
}

test('whatever was never verified comes first, then what was longest ago', () => {
  const times = [
    verified('books', 0, 3000),
    verified('books', 1, 1000),
    verified('movies', 1, 2000),
    verified('gone', 0, 0),
    verified('movies', 7, 0),
  ];
  expect(scheduleShards([movies, books], times)).toEqual([
    { indexUid: 'movies', shard: 0, verifiedMs: null },
    { indexUid: 'books', shard: 1, verifiedMs: 1000 },
    { indexUid: 'movies', shard: 1, verifiedMs: 2000 },
    { indexUid: 'books', shard: 0, verifiedMs: 3000 },
  ]);
});

test('shards of one time come by index and number', () => {
  const order = scheduleShards([movies, books], []).map((one) => `${one.indexUid} ${one.shard}`);
  expect(order).toEqual(['books 0', 'books 1', 'movies 0', 'movies 1']);
});

test.each([
  ['never', null, 0],
  ['just now', 5000, 100],
  ['a while ago', 4970, 70],
  ['an interval ago', 4900, 0],
  ['long ago', 0, 0],
  ['soon, by a clock that is a little ahead', 5030, 70],
  ['far in the future, by a clock that was wrong', 9000, 0],
])('a shard that was verified %s is due in time', (_when, verifiedMs, expected) => {
  const shard = { indexUid: 'movies', shard: 0, verifiedMs };
  expect(untilDueMs(shard, 5000, 100)).toBe(expected);
});

test('the status tells how many shards wait, and how long the oldest has', async () => {
  const store = testStore([movies]);
  const { ports } = testPorts(() => ({ kind: 'failure', failure: 'timeout', message: '' }), store);
  const context = testContext(ports, [movies]);
  const nowMs = ports.clock.wallMs();
  expect(await antiEntropyStatus(context)).toEqual({
    enabled: true,
    last_pass: null,
    oldest_verification_ms: null,
    shards_waiting: 2,
  });
  const claim = { session: testSession, indexUid: 'movies' };
  await store.claimRepair(claim, []);
  const latest = formatTime(nowMs - 1000);
  await store.noteVerified(claim, [0], latest);
  expect(await antiEntropyStatus(context)).toMatchObject({
    last_pass: latest,
    oldest_verification_ms: null,
    shards_waiting: 1,
  });
  const ageMs = testConfig.antiEntropy.intervalMs + 5000;
  await store.noteVerified(claim, [1], formatTime(nowMs - ageMs));
  expect(await antiEntropyStatus(context)).toMatchObject({
    last_pass: latest,
    oldest_verification_ms: ageMs,
    shards_waiting: 1,
  });
});
