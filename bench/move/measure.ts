import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../engine/base/assert.ts';
import { MovingFleet } from '../../chaos/real/moving-fleet.ts';
import { apiClient } from '../../proxy/demo/api-client.ts';
import { generateQueries } from '../../proxy/demo/corpus/queries.ts';
import { wordnet } from '../../proxy/demo/corpus/wordnet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';
import type { LoadRequest } from '../load/closed-loop.ts';
import { quoteFigures } from './quoted-figures.ts';
import { pacedLoad, type TimedAnswer } from './paced-load.ts';

const folder = new URL('../../reports/data/', import.meta.url);
const documents = 30_000;
const shards = 16;
const warmUpMs = 5000;
const quietMs = 20_000;
const moveLimitMs = 240_000;
const lookMs = 50;

/** A span of time, by `performance.now()`. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Searches and writes three nodes with two replicas, all on this machine, before a fourth one joins, while
 * it does, and after that, with the default settings of moves. What counts are the ratios.
 */
export async function measureMove(): Promise<void> {
  const fleet = await MovingFleet.start({ replicationFactor: 2, shards, proxies: 1 });
  const ending = new AbortController();
  try {
    const proxy = must(fleet.proxies[0], 'a proxy');
    const { master } = fleet.keys;
    await loadCorpus(apiClient(proxy.url, master), wordnet, { count: documents });
    const target = { name: 'fleet', url: proxy.url, key: master };
    const loads = Promise.all([
      pacedLoad(target, searches, ending.signal),
      pacedLoad(target, writes, ending.signal),
    ]);
    const spans = await Promise.race([join(fleet), loads.then(() => never())]);
    ending.abort();
    const [searched, written] = await loads;
    const figures = {
      cores: cpus().length,
      documents,
      documentsMoved: await fleet.metric(proxy, 'miroir_rebalance_documents_migrated_total'),
      secondsOfMove: tenths((spans.move.untilMs - spans.move.fromMs) / 1000),
      secondsOfCopying: tenths(lengthOf(spans.copying) / 1000),
      search: compare(searched, spans),
      write: compare(written, spans),
    };
    const text = `${JSON.stringify(figures, null, 2)}\n`;
    process.stdout.write(text);
    mkdirSync(folder, { recursive: true });
    writeFileSync(new URL('bench-move.json', folder), text);
    quoteFigures();
  } finally {
    ending.abort();
    await fleet.stop();
  }
}

/** Loads end only when they are told to. */
function never(): never {
  throw new Error('the load ended too early');
}

interface Spans {
  /** Before the move and after it: what else the machine does in the meantime counts less so. */
  readonly quiet: readonly Span[];
  readonly move: Span;
  /** When documents were copied or compared. */
  readonly copying: readonly Span[];
}

/** Has a node join after a while, and tells when what was. */
async function join(fleet: MovingFleet): Promise<Spans> {
  await sleep(warmUpMs);
  const before = await quietSpan();
  const node = await fleet.startNode('meili-3');
  // The start of a node is no part of a move.
  await sleep(warmUpMs);
  const beganMs = performance.now();
  const body = { id: node.id, address: node.url, replica_group: 0 };
  const operation = await fleet.begin('POST /_miroir/nodes', body);
  const watching = new AbortController();
  const copying = watchCopies(fleet, watching.signal);
  await fleet.untilDone(operation, moveLimitMs);
  const move = { fromMs: beganMs, untilMs: performance.now() };
  watching.abort();
  return { quiet: [before, await quietSpan()], move, copying: await copying };
}

/** Lets a while pass in which nothing moves. */
async function quietSpan(): Promise<Span> {
  const fromMs = performance.now();
  await sleep(quietMs);
  return { fromMs, untilMs: performance.now() };
}

async function watchCopies(fleet: MovingFleet, signal: AbortSignal): Promise<readonly Span[]> {
  const spans: Span[] = [];
  for (let lastMs = performance.now(); !signal.aborted; ) {
    const { phases } = await fleet.rebalance();
    const nowMs = performance.now();
    const isCopying = phases.some(({ state }) => state === 'copy');
    if (isCopying) spans.push({ fromMs: lastMs, untilMs: nowMs });
    lastMs = nowMs;
    await sleep(lookMs);
  }
  return spans;
}

function compare(answers: readonly TimedAnswer[], { quiet, move, copying }: Spans): object {
  const still = measured(answers, quiet);
  const moving = measured(answers, [move]);
  return {
    quiet: still,
    during: moving,
    whileCopying: measured(answers, copying),
    p99Ratio: hundredths(moving.p99Ms / still.p99Ms),
    p50Ratio: hundredths(moving.p50Ms / still.p50Ms),
    rateRatio: hundredths(moving.perSecond / still.perSecond),
    p99RatioWhileCopying: hundredths(measured(answers, copying).p99Ms / still.p99Ms),
  };
}

function measured(answers: readonly TimedAnswer[], spans: readonly Span[]) {
  const own = answers
    .filter(({ askedMs }) =>
      spans.some(({ fromMs, untilMs }) => askedMs >= fromMs && askedMs < untilMs),
    )
    .map(({ tookMs }) => tookMs)
    .toSorted((left, right) => left - right);
  const quantile = (share: number): number =>
    hundredths(own[Math.floor(own.length * share)] ?? Number.NaN);
  return {
    answers: own.length,
    perSecond: tenths((own.length * 1000) / lengthOf(spans)),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

const queries = generateQueries(200, 1, wordnet.documents(documents));

const searches = {
  request: (turn: number): LoadRequest => ({
    method: 'POST',
    path: `/indexes/${wordnet.name}/search`,
    body: JSON.stringify({ q: queries[turn % queries.length]?.q ?? '', limit: 20 }),
  }),
  status: 200,
  connections: 4,
  pauseMs: 50,
};

/** A few replacements at a time, into the index whose shards move. */
const writes = {
  request: (turn: number): LoadRequest => ({
    method: 'POST',
    path: `/indexes/${wordnet.name}/documents`,
    body: JSON.stringify(changedDocuments(turn)),
  }),
  status: 202,
  connections: 1,
  pauseMs: 500,
};

const changed = wordnet.documents(1000);

function changedDocuments(turn: number): readonly object[] {
  return [0, 1, 2, 3, 4].map((step) => ({
    ...changed[(turn * 5 + step) % changed.length],
    turn,
  }));
}
