import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Misconduct, startImpostor } from './impostor.ts';
import {
  nodeTimeoutMs,
  shardCount,
  shardOf,
  type WatchedAnswer,
  WatchedFleet,
} from './watched-fleet.ts';

const countries = ['FR', 'DE', 'US', 'IN', 'BR', 'CN', 'IT', 'JP', 'MX', 'RU', 'ES', 'GB'];

/** The search for the cities of a country, in an order that a sort rule and insertion decide. */
function citySearch(country: string) {
  return {
    filter: `country = "${country}"`,
    sort: ['population:desc'],
    attributesToRetrieve: ['id'],
    facets: ['feature'],
    limit: 400,
  };
}

function searchCities(watched: WatchedFleet): Promise<WatchedAnswer[]> {
  return Promise.all(
    countries.map((country) => watched.ask('POST', '/indexes/cities/search', citySearch(country))),
  );
}

/** What searches must answer when the documents of these shards are out of reach. */
function expectCities(
  watched: WatchedFleet,
  answers: readonly WatchedAnswer[],
  missingShards: readonly number[] = [],
): void {
  for (const [index, country] of countries.entries()) {
    const expected = watched.documents
      .filter((city) => city.country === country && !missingShards.includes(shardOf(city.id)))
      .toSorted((left, right) => right.population - left.population)
      .map((city) => city.id);
    const { status, degraded, body } = answers[index] ?? { status: 0, degraded: null, body: '' };
    expect(`${status} ${degraded} ${status === 200 ? '' : body}`).toBe(
      `200 ${missingShards.length === 0 ? 'null' : `shards=${missingShards.join(',')}`} `,
    );
    const found = JSON.parse(body);
    expect(found.hits.map((hit: { id: number }) => hit.id)).toEqual(expected);
    expect(found.estimatedTotalHits).toBe(expected.length);
  }
}

/** An id that belongs to one of the shards. */
function idIn(shards: readonly number[], attempt = 0): number {
  for (let id = attempt * 1000; ; id += 1) if (shards.includes(shardOf(id))) return id;
}

function shardsWithout(shards: readonly number[]): number[] {
  return Array.from({ length: shardCount }, (_, shard) => shard).filter(
    (shard) => !shards.includes(shard),
  );
}

describe('two copies of every document on three nodes', () => {
  let watched: WatchedFleet;

  beforeAll(async () => {
    watched = await WatchedFleet.start(2);
    await watched.perform('POST', '/indexes', { uid: 'notes', primaryKey: 'id' });
  });

  afterAll(async () => {
    await watched?.fleet.stop();
  });

  afterEach(async () => {
    for (const node of watched.fleet.nodes) await node.start();
  });

  test('searches are complete before anything happens', async () => {
    expectCities(watched, await searchCities(watched));
  });

  test('searches stay complete while a node is killed and after that', async () => {
    const victim = watched.node(0);
    const rounds: WatchedAnswer[][] = [];
    const watch = new AbortController();
    const watching = (async () => {
      while (!watch.signal.aborted) rounds.push(await searchCities(watched));
    })();
    await sleep(100);
    await victim.kill();
    await watched.untilStatus(victim, 'failed');
    const before = rounds.length;
    while (rounds.length < before + 3) await sleep(20);
    watch.abort();
    await watching;
    for (const answers of rounds) expectCities(watched, answers);
  });

  test('a node that comes back is read again', async () => {
    await watched.node(0).start();
    await watched.untilStatus(watched.node(0), 'active');
    // Without this one, the node that was away is the only one to have some of the documents.
    await watched.node(1).kill();
    await watched.untilStatus(watched.node(1), 'failed');
    expectCities(watched, await searchCities(watched));
    await watched.node(1).start();
    await watched.untilStatus(watched.node(1), 'active');
  });

  test.for<Misconduct>(['garbage', 'half an answer', 'wrong answer', 'end', 'silence'])(
    'a node that passes for healthy and answers with %s does no harm',
    async (misconduct) => {
      const victim = watched.node(2);
      const itsShards = await watched.shardsOf(victim);
      const wanted = idIn(itsShards);
      await victim.kill();
      const impostor = await startImpostor(victim.url, misconduct);
      try {
        await watched.untilStatus(victim, 'active');
        expectCities(watched, await searchCities(watched));
        expect(impostor.requestCount()).toBeGreaterThan(0);
        const note = [{ id: wanted, text: misconduct }];
        const refused = await watched.ask('POST', '/indexes/notes/documents', note);
        expect(refused.status, refused.body).toBe(503);
        expect(refused.body).toContain('"code":"miroir_no_quorum"');
        expect(namedShards(refused.body)).toEqual([shardOf(wanted)]);
      } finally {
        await impostor.stop();
        await victim.start();
      }
      await watched.untilStatus(victim, 'active');
      expectCities(watched, await searchCities(watched));
      await watched.perform('POST', '/indexes/notes/documents', [{ id: wanted, text: 'repeated' }]);
      const read = await watched.ask('GET', `/indexes/notes/documents/${wanted}`);
      expect(read).toEqual({
        status: 200,
        degraded: null,
        body: JSON.stringify({ id: wanted, text: 'repeated' }),
      });
    },
  );

  test('a write without a quorum names its shards, and the others are written', async () => {
    const victim = watched.node(2);
    const itsShards = await watched.shardsOf(victim);
    const others = shardsWithout(itsShards);
    const lost = [idIn(itsShards, 1), idIn(itsShards, 2)];
    const kept = idIn(others, 3);
    await victim.kill();
    await watched.untilStatus(victim, 'failed');
    const documents = [...lost, kept].map((id) => ({ id, text: 'during the outage' }));
    const refused = await watched.ask('POST', '/indexes/notes/documents', documents);
    expect(refused.status, refused.body).toBe(503);
    expect(refused.body).toContain('"code":"miroir_no_quorum"');
    expect(namedShards(refused.body)).toEqual([...new Set(lost.map(shardOf))].toSorted(ascending));
    await watched.perform('POST', '/indexes/notes/documents', [{ id: kept, text: 'accepted' }]);
    const read = await watched.ask('GET', `/indexes/notes/documents/${kept}`);
    expect(read.body).toBe(JSON.stringify({ id: kept, text: 'accepted' }));
    await victim.start();
    await watched.untilStatus(victim, 'active');
  });

  test('SIGTERM lets requests that are under way finish', async () => {
    const victim = watched.node(2);
    await victim.kill();
    const impostor = await startImpostor(victim.url, 'silence');
    await watched.untilStatus(victim, 'active');
    let finished = 0;
    const searches = countries.map(async (country) => {
      const answer = await watched.ask('POST', '/indexes/cities/search', citySearch(country));
      finished += 1;
      return answer;
    });
    await sleep(nodeTimeoutMs / 2);
    expect(finished).toBeLessThan(countries.length);
    const stopped = watched.fleet.proxy.stop();
    expectCities(watched, await Promise.all(searches));
    await stopped;
    await expect(watched.ask('GET', '/health')).rejects.toThrow('fetch failed');
    await impostor.stop();
  });

  test('no server ended of itself', () => {
    expect(watched.surprises).toEqual([]);
  });
});

describe('one copy of every document on three nodes', () => {
  let watched: WatchedFleet;

  beforeAll(async () => {
    watched = await WatchedFleet.start(1);
  });

  afterAll(async () => {
    await watched?.fleet.stop();
  });

  test('without a node, answers lack its shards and say which', async () => {
    const victim = watched.node(1);
    const itsShards = await watched.shardsOf(victim);
    expect(itsShards.length).toBeGreaterThan(0);
    expectCities(watched, await searchCities(watched));
    await victim.kill();
    expectCities(watched, await searchCities(watched), itsShards);
    await watched.untilStatus(victim, 'failed');
    expectCities(watched, await searchCities(watched), itsShards);
  });

  test('a document of a missing shard is out of reach, and cannot be written', async () => {
    const itsShards = await watched.shardsOf(watched.node(1));
    const lost = watched.documents.find((city) => itsShards.includes(shardOf(city.id)));
    const kept = watched.documents.find((city) => !itsShards.includes(shardOf(city.id)));
    const read = await watched.ask('GET', `/indexes/cities/documents/${lost?.id}`);
    expect(read.status).toBe(503);
    expect(read.body).toContain('"code":"miroir_shard_unavailable"');
    expect((await watched.ask('GET', `/indexes/cities/documents/${kept?.id}`)).status).toBe(200);
    const written = await watched.ask('PUT', '/indexes/cities/documents', [lost]);
    expect(written.status).toBe(503);
    expect(written.body).toContain('"code":"miroir_no_quorum"');
    expect(namedShards(written.body)).toEqual([shardOf(lost?.id ?? '')]);
  });

  test('answers are complete when the node is back', async () => {
    await watched.node(1).start();
    await watched.untilStatus(watched.node(1), 'active');
    expectCities(watched, await searchCities(watched));
    expect(watched.surprises).toEqual([]);
  });
});

/** The shards that the message of an error names. */
function namedShards(body: string): number[] {
  const { message } = JSON.parse(body);
  const named = /shard ((?:\d+, )*\d+)/.exec(String(message));
  return (named?.[1] ?? '').split(', ').map(Number);
}

function ascending(left: number, right: number): number {
  return left - right;
}
