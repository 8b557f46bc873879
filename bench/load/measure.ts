import { mkdirSync, writeFileSync } from 'node:fs';
import { apiClient } from '../../proxy/demo/api-client.ts';
import { generateQueries } from '../../proxy/demo/corpus/queries.ts';
import { wordnet } from '../../proxy/demo/corpus/wordnet.ts';
import { type Fleet, startFleet, startSingleNode } from '../../proxy/demo/fleet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';
import { closedLoop, type LoadRequest, quantile, type Target } from './closed-loop.ts';

const folder = new URL('../../reports/data/', import.meta.url);
const documents = 5000;
const connections = 8;
const rounds = 3;
const durationMs = 3000;

/**
 * Loads one Meilisearch by itself, a proxy over one node, and a proxy over three with two replicas, all
 * on this machine, in turns. What counts are the ratios to the single node: a proxy over one node shows
 * what the proxy costs; three nodes share the machine's cores, which a real fleet would not.
 */
export async function measureLoad(): Promise<void> {
  const single = await startSingleNode();
  const fleets: Fleet[] = [];
  try {
    fleets.push(await startFleet({ nodes: 1, replicationFactor: 1, shards: 8 }));
    fleets.push(await startFleet({ nodes: 3, replicationFactor: 2, shards: 24 }));
    const [one, three] = fleets.map(({ url, masterKey }, place) => ({
      name: place === 0 ? 'proxyOverOneNode' : 'proxyOverThreeNodes',
      url,
      key: masterKey,
    }));
    if (one === undefined || three === undefined) throw new Error('a fleet is missing');
    const direct = { name: 'singleNode', url: single.url, key: single.masterKey };
    const targets = [direct, one, three];
    for (const { url, key } of targets)
      await loadCorpus(apiClient(url, key), wordnet, { count: documents });
    const figures = {
      search: await compare(targets, { request: searches(), status: 200 }),
      write: await compare(targets, { request: writes(), status: 202 }),
    };
    const text = `${JSON.stringify(figures, null, 2)}\n`;
    process.stdout.write(text);
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('bench-load.json', folder), text);
  } finally {
    await Promise.all(fleets.map((fleet) => fleet.stop()));
    await single.stop();
  }
}

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Loads the targets in turns; the middle of the rounds counts, and its ratio to the first target. */
async function compare(
  targets: readonly Target[],
  load: { request: (turn: number) => LoadRequest; status: number },
): Promise<Record<string, unknown>> {
  const measured = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const target of targets) {
      const result = await closedLoop(target, load, { connections, durationMs });
      // The first round only warms up.
      if (round === 0) continue;
      measured.get(target.name)?.push({
        perSecond: result.answered / result.seconds,
        p50Ms: quantile(result, 0.5),
        p99Ms: quantile(result, 0.99),
      });
    }
  }
  const middles = [...measured].map(([name, all]) => [name, middleOf(all)] as const);
  const first = middles[0]?.[1];
  return Object.fromEntries(
    middles.map(([name, own]) => [name, { ...rounded(own), ...ratios(own, first ?? own) }]),
  );
}

function ratios(own: Measured, first: Measured): Record<string, number> {
  return {
    throughputRatio: hundredths(own.perSecond / first.perSecond),
    p50Ratio: hundredths(own.p50Ms / first.p50Ms),
    p99Ratio: hundredths(own.p99Ms / first.p99Ms),
  };
}

function middleOf(all: readonly Measured[]): Measured {
  const middle = (read: (one: Measured) => number): number =>
    all.map(read).toSorted((left, right) => left - right)[Math.floor(all.length / 2)] ?? Number.NaN;
  return {
    perSecond: middle(({ perSecond }) => perSecond),
    p50Ms: middle(({ p50Ms }) => p50Ms),
    p99Ms: middle(({ p99Ms }) => p99Ms),
  };
}

function rounded({ perSecond, p50Ms, p99Ms }: Measured): Measured {
  return {
    perSecond: Math.round(perSecond),
    p50Ms: hundredths(p50Ms),
    p99Ms: hundredths(p99Ms),
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

function searches(): (turn: number) => LoadRequest {
  const queries = generateQueries(200, 1, wordnet.documents(documents));
  return (turn) => ({
    method: 'POST',
    path: `/indexes/${wordnet.name}/search`,
    body: JSON.stringify({ q: queries[turn % queries.length]?.q ?? '', limit: 20 }),
  });
}

/** One small document each: the load that a queue of writes feels most. */
function writes(): (turn: number) => LoadRequest {
  return (turn) => ({
    method: 'POST',
    path: '/indexes/notes/documents?primaryKey=id',
    body: JSON.stringify([{ id: turn % 500, text: `note ${turn}` }]),
  });
}
