import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { apiClient } from '../../proxy/demo/api-client.ts';
import type { Corpus } from '../../proxy/demo/corpus/corpus.ts';
import { wordnet } from '../../proxy/demo/corpus/wordnet.ts';
import { startFleet, startSingleNode } from '../../proxy/demo/fleet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';
import { quoteExamples } from './quoted-examples.ts';

const report = new URL('../../reports/data/plan-overhead.json', import.meta.url);
const shortTexts = 20_000;
const entriesPerLongText = 10;
const statsSchema = z.object({ databaseSize: z.int(), usedDatabaseSize: z.int() });

/** The same entries, ten of them in each document. */
const longTexts: Corpus = { ...wordnet, documents: joinedEntries };

type Stats = z.infer<typeof statsSchema>;

/** What a node keeps on its disk for a text. Its overhead is bytes on the disk per byte of text. */
interface Footprint {
  readonly documents: number;
  /** The text of a document as JSON, on average. */
  readonly documentBytes: number;
  readonly databaseBytes: number;
  /** Without the pages that the database keeps for later use. */
  readonly usedBytes: number;
  readonly overhead: number;
}

/**
 * Loads dictionary entries into a Meilisearch by itself and into the only node of a fleet, and
 * compares what the node keeps on its disk with the text of the documents as JSON.
 */
export async function measurePlan(): Promise<void> {
  const figures = {
    corpus: wordnet.name,
    alone: await measure(wordnet, shortTexts, loadedAlone),
    short: await measure(wordnet, shortTexts, loadedThroughMiroir),
    all: await measure(wordnet, wordnet.documents().length, loadedThroughMiroir),
    long: await measure(longTexts, shortTexts / entriesPerLongText, loadedThroughMiroir),
  };
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  process.stdout.write(text);
  writeFileSync(report, text);
  quoteExamples();
}

function joinedEntries(count = 0) {
  const entries = wordnet.documents(count * entriesPerLongText);
  return Array.from({ length: count }, (_, index) => {
    const joined = entries.slice(index * entriesPerLongText, (index + 1) * entriesPerLongText);
    const words = joined.flatMap((entry) => entry.words);
    return { ...joined[0], id: index, words, text: joined.map(({ text }) => text).join(' ') };
  });
}

async function measure(
  corpus: Corpus,
  count: number,
  load: (corpus: Corpus, count: number) => Promise<Stats>,
): Promise<Footprint> {
  const textBytes = corpus
    .documents(count)
    .reduce((sum, document) => sum + Buffer.byteLength(JSON.stringify(document)), 0);
  const { databaseSize, usedDatabaseSize } = await load(corpus, count);
  return {
    documents: count,
    documentBytes: Math.round(textBytes / count),
    databaseBytes: databaseSize,
    usedBytes: usedDatabaseSize,
    overhead: Math.round((databaseSize / textBytes) * 10) / 10,
  };
}

async function loadedAlone(corpus: Corpus, count: number): Promise<Stats> {
  const single = await startSingleNode();
  try {
    await loadCorpus(apiClient(single.url, single.masterKey), corpus, { count });
    return await statsOf(single.url, single.masterKey);
  } finally {
    await single.stop();
  }
}

async function loadedThroughMiroir(corpus: Corpus, count: number): Promise<Stats> {
  const fleet = await startFleet({ nodes: 1, replicationFactor: 1 });
  try {
    await loadCorpus(apiClient(fleet.url, fleet.masterKey), corpus, { count });
    const [node] = fleet.nodes;
    if (node === undefined) throw new Error('The fleet has no node.');
    return await statsOf(node.url, fleet.nodeKey);
  } finally {
    await fleet.stop();
  }
}

async function statsOf(url: string, key: string): Promise<Stats> {
  const { body } = await apiClient(url, key).request('GET', '/stats');
  return statsSchema.parse(body);
}
