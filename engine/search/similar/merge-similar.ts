import type { NodePage } from '../node-page.ts';
import { compareSimilar, printSimilarHit, readSimilarHit, type SimilarHit } from './similar-hit.ts';
import type { SimilarPlan } from './similar-plan.ts';

/** What is to be merged for one document. */
export interface SimilarFindings {
  /** The marker of the document itself, which is no hit. */
  readonly source: string;
  /** Whether the nodes counted the document itself. */
  readonly countsSource: boolean;
  /** For each vector of the document, what every node answered; one list if it has none. */
  readonly pagesByVector: readonly (readonly NodePage[])[];
}

/** Merges what the nodes answered into the body of one answer. */
export function mergeSimilar(plan: SimilarPlan, findings: SimilarFindings): string {
  const { query, settings, projection } = plan;
  const { source, countsSource, pagesByVector } = findings;
  const pages = pagesByVector.flat();
  const hits = nearestFirst(pages).filter(({ sequence }) => sequence !== source);
  const start = query.offset.value;
  const page = hits.slice(start, start + query.limit.value);
  const threshold = query.rankingScoreThreshold ?? 0;
  const below = page.findIndex(({ similarity }) => similarity < threshold);
  const counted = (pagesByVector[0] ?? []).reduce((sum, { totalHits }) => sum + totalHits, 0);
  // Where Meilisearch comes to a hit below the threshold, it counts only those that it has seen.
  const found = below < 0 ? counted - Number(countsSource) : start + below;
  const shown = below < 0 ? page : page.slice(0, below);
  const texts = shown.map((hit) => printSimilarHit(hit, query, projection));
  const milliseconds = Math.max(...pages.map((node) => node.processingTimeMs));
  return [
    `{"hits":[${texts.join(',')}]`,
    `"id":${JSON.stringify(query.id)}`,
    `"processingTimeMs":${milliseconds}`,
    `"limit":${query.limit.text}`,
    `"offset":${query.offset.text}`,
    `"estimatedTotalHits":${Math.min(found, settings.maxTotalHits)}}`,
  ].join(',');
}

/** Every document once, as like as its likest vector is. */
function nearestFirst(pages: readonly NodePage[]): readonly SimilarHit[] {
  const nearest = new Map<string, SimilarHit>();
  for (const hit of pages.flatMap((page) => page.hits)) {
    const similar = readSimilarHit(hit);
    if (similar === undefined) continue;
    const known = nearest.get(similar.sequence);
    if (known === undefined || known.similarity < similar.similarity) {
      nearest.set(similar.sequence, similar);
    }
  }
  return [...nearest.values()].toSorted(compareSimilar);
}
