import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { must } from '../../engine/base/assert.ts';
import { compareNodes, untilAtRest } from './comparison.ts';
import { films, loadFilms, stableFilms } from './films.ts';
import { MovingFleet } from './moving-fleet.ts';
import { type DocumentState, possibleStates } from './promises.ts';
import { Searcher } from './searcher.ts';
import { Writer } from './writer.ts';

const shards = 16;
const stableCount = 3000;
const joining = 'meili-3';
const leaving = 'meili-0';
const outageMs = 1000;
const seenLimitMs = 20_000;

/** Notices failures soon, and copies slowly enough for a move to be met in its middle. */
const configuration = {
  health: { interval_ms: 200, timeout_ms: 1000, unhealthy_threshold: 2, recovery_threshold: 1 },
  scatter: { node_timeout_ms: 1000 },
  session: { renew_interval_ms: 200, lease_ms: 1500 },
  repair: { pause_ms: 20 },
  movement: { batch_documents: 100, documents_per_second: 800, max_concurrent_migrations: 8 },
};

let fleet: MovingFleet | undefined;

afterEach(async () => {
  await fleet?.stop();
  fleet = undefined;
});

test.each([
  { replicationFactor: 1, proxies: 1, harmed: 'target' as const },
  { replicationFactor: 2, proxies: 2, harmed: 'both' as const },
])(
  'with $replicationFactor replicas, clients keep what they were promised while nodes join, drain and crash',
  async ({ replicationFactor, proxies, harmed }) => {
    const moving = await MovingFleet.start({ replicationFactor, shards, proxies, configuration });
    fleet = moving;
    await loadFilms(moving, stableCount);
    const clients = startClients(moving);

    const fourth = await moving.startNode(joining);
    const joins = await moving.begin('POST /_miroir/nodes', {
      id: joining,
      address: fourth.url,
      replica_group: 0,
    });
    await untilCopying(moving);
    await crashForAWhile(moving, fourth);
    if (harmed === 'both') {
      const { source } = await untilCopying(moving);
      await crashForAWhile(moving, moving.node(must(source, 'the source of a move')));
    }
    await moving.untilDone(joins);

    const drains = await moving.begin(`POST /_miroir/nodes/${leaving}/drain`);
    await untilCopying(moving);
    const mover = must(await moving.mover(), 'a proxy that moves shards');
    await moving.crash(mover);
    if (proxies > 1) await moving.untilDone(drains);
    await moving.revive(mover);
    await moving.untilDone(drains);

    await clients.stop();
    await untilAtRest(moving);
    await expectPromisesKept(moving, clients, replicationFactor);
  },
);

/** Two clients that write and two that search, until they are stopped. */
function startClients(moving: MovingFleet) {
  const stable = stableFilms(stableCount);
  const writers = [1, 2].map((owner) => new Writer(moving, owner));
  const searchers = [0, 1].map((home) => new Searcher(moving, { home, stable, shards }));
  const ending = new AbortController();
  const running = Promise.all([...writers, ...searchers].map((one) => one.run(ending.signal)));
  // Whoever fails early is heard of at the end.
  running.catch(() => undefined);
  const stop = async (): Promise<void> => {
    ending.abort();
    await running;
  };
  return { writers, searchers, stop };
}

/** The first move that is seen in the middle of its copy. */
async function untilCopying(moving: MovingFleet) {
  const deadlineMs = performance.now() + seenLimitMs;
  for (;;) {
    const status = await moving.rebalance();
    const copying = status.phases.find(
      ({ state, documents_copied }) => state === 'copy' && documents_copied > 0,
    );
    if (copying !== undefined) return copying;
    if (performance.now() > deadlineMs)
      throw new Error(`nothing copies: ${JSON.stringify(status)}`);
    await sleep(10);
  }
}

async function crashForAWhile(
  moving: MovingFleet,
  server: Parameters<MovingFleet['crash']>[0],
): Promise<void> {
  await moving.crash(server);
  await sleep(outageMs);
  await moving.revive(server);
}

async function expectPromisesKept(
  moving: MovingFleet,
  { writers, searchers }: ReturnType<typeof startClients>,
  replicationFactor: number,
): Promise<void> {
  const promised = new Map<number, readonly DocumentState[]>(
    stableFilms(stableCount).map((one) => [one.id, [{ ...one }]]),
  );
  let kept = 0;
  for (const writer of writers) {
    const sent = await writer.sentWrites();
    kept += sent.filter(({ outcome }) => outcome === 'kept').length;
    for (const id of writer.ids) promised.set(id, possibleStates(id, sent));
  }
  const expectation = { index: films, shards, replicationFactor, promised };
  const { violations, compared } = await compareNodes(moving, expectation);
  expect(violations).toEqual([]);
  expect(searchers.flatMap((searcher) => searcher.violations)).toEqual([]);
  // With two replicas and one node down at a time, no search lacks anything.
  const degraded = searchers.reduce((sum, searcher) => sum + searcher.degraded, 0);
  if (replicationFactor > 1) expect(degraded).toBe(0);
  const answered = searchers.reduce((sum, searcher) => sum + searcher.answered, 0);
  expect(kept).toBeGreaterThan(100);
  expect(answered).toBeGreaterThan(100);
  expect(compared).toBeGreaterThan(stableCount * replicationFactor);
}
