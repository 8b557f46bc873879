import { describe, expect, test } from 'vitest';
import { parseTime } from '../base/time.ts';
import type { EngineConfig } from '../config.ts';
import { StoreFailure } from '../sharing/store-failure.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testSession, testStore } from '../testing/store.ts';
import { TestTime } from '../testing/test-clock.ts';
import { LoopSpawner } from './loop-spawner.ts';
import { startVerifier } from './verifier.ts';

const intervalMs = 60_000;

/** A verifier over indexes of these names, of two shards each, on nodes that have no documents. */
function setUp(
  uids: readonly string[],
  antiEntropy: Partial<EngineConfig['antiEntropy']> = {},
  isDown: (node: string) => boolean = () => false,
) {
  const time = new TestTime();
  const indexes = uids.map((uid) => testIndex({ uid, shards: 2 }));
  const store = testStore(indexes);
  const { ports, events } = testPorts(
    (node) =>
      isDown(node)
        ? { kind: 'failure', failure: 'timeout', message: '' }
        : { kind: 'reply', status: 200, body: '{"results":[],"total":0}' },
    store,
  );
  const clock = time.machine();
  const spawner = new LoopSpawner((name, reason) => {
    throw new Error(name, { cause: reason });
  });
  const config = {
    ...testConfig,
    antiEntropy: { ...testConfig.antiEntropy, intervalMs, ...antiEntropy },
  };
  const context = testContext({ ...ports, clock, spawner }, indexes, config);
  // The session of a test context is not renewed.
  context.session.confirm(testSession, 1e9);
  const { underCare } = context;
  startVerifier(context);
  const verified = (): readonly string[] =>
    events.flatMap((event) => (event.kind === 'verified' ? [`${event.index} ${event.shard}`] : []));
  return { time, store, spawner, events, verified, underCare };
}

describe('the verifier', () => {
  test('verifies every shard once in an interval', async () => {
    const { time, store, spawner, verified } = setUp(['books', 'movies']);
    const shards = ['books 0', 'books 1', 'movies 0', 'movies 1'];
    await time.pass(intervalMs / 2);
    expect(verified()).toEqual(shards);
    await time.pass(intervalMs);
    expect(verified()).toEqual([...shards, ...shards]);
    const times = (await store.listVerified()).map(({ verifiedAt }) => parseTime(verifiedAt) ?? 0);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThan(5000);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('begins with the shard that has waited longest', async () => {
    const { time, store, spawner, verified } = setUp(['books', 'movies']);
    const claim = { session: testSession, indexUid: 'books' };
    await store.claimRepair(claim, []);
    await store.noteVerified(claim, [1], '2020-01-01T00:00:00Z');
    await store.noteVerified(claim, [0], '2021-01-01T00:00:00Z');
    await store.endRepair(claim, 'claim');
    await time.pass(intervalMs / 2);
    expect(verified()).toEqual(['movies 0', 'movies 1', 'books 1', 'books 0']);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('does nothing if it is not wanted', async () => {
    const { time, spawner, verified } = setUp(['movies'], { enabled: false });
    await time.pass(2 * intervalMs);
    expect(verified()).toEqual([]);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('leaves an index alone while it is under care', async () => {
    const { time, spawner, verified, underCare } = setUp(['books', 'movies']);
    underCare.add('books');
    await time.pass(5000);
    expect(verified()).toEqual(['movies 0', 'movies 1']);
    underCare.clear();
    await time.pass(5000);
    expect(verified()).toEqual(['movies 0', 'movies 1', 'books 0', 'books 1']);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('takes an index under its care while it works on it', async () => {
    const { time, spawner, underCare } = setUp(['movies'], { pauseMs: 1000 });
    await time.pass(900);
    expect([...underCare]).toEqual(['movies']);
    await time.pass(5000);
    expect([...underCare]).toEqual([]);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('goes on with other shards when one cannot be verified, and comes back to it', async () => {
    const down = new Set(testConfig.topology.nodes.map(({ id }) => id));
    const { time, spawner, events, verified } = setUp(['movies'], {}, (node) => down.has(node));
    await time.pass(1000);
    const failed = events.filter(({ kind }) => kind === 'verification-failed');
    expect(failed).toMatchObject([{ shard: 0 }, { shard: 1 }]);
    expect(verified()).toEqual([]);
    down.clear();
    await time.pass(5000);
    expect(verified()).toEqual(['movies 0', 'movies 1']);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });

  test('survives a store that fails', async () => {
    const { time, store, spawner, verified } = setUp(['movies']);
    const list = store.listVerified.bind(store);
    let failures = 0;
    store.listVerified = () => {
      failures += 1;
      return failures > 2 ? list() : Promise.reject(new StoreFailure('listVerified', 'no disk'));
    };
    await time.pass(5000);
    expect(verified()).toEqual(['movies 0', 'movies 1']);
    await Promise.all([spawner.stop(), time.pass(0)]);
  });
});
