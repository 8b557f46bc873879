import { findMember } from '../../base/json/scan.ts';
import { compareCodePoints, type Comparison } from '../../base/order.ts';
import { clientHit } from '../client-hit.ts';
import type { NodeHit } from '../node-hit.ts';
import type { HitProjection } from '../projection.ts';
import type { SimilarQuery } from './similar-query.ts';

/** A document that a node found by its vector. */
export interface SimilarHit {
  readonly hit: NodeHit;
  readonly sequence: string;
  /** How like it is to the one that was asked about, and its exact text. */
  readonly similarity: number;
  readonly similarityText: string;
}

/** Reads a node's hit; undefined if the node has not found it by a vector. */
export function readSimilarHit(hit: NodeHit): SimilarHit | undefined {
  const { text } = hit;
  const details = findMember(text, 0, '_rankingScoreDetails');
  const rule = details && findMember(text, details.start, 'vectorSort');
  const similarity = rule && findMember(text, rule.start, 'similarity');
  if (similarity === undefined) return undefined;
  const similarityText = text.slice(similarity.start, similarity.end);
  if (similarityText === 'null') return undefined;
  return { hit, sequence: hit.sequence, similarity: Number(similarityText), similarityText };
}

/** Negative if `left` comes first: the more alike, then the one that was inserted first. */
export function compareSimilar(left: SimilarHit, right: SimilarHit): Comparison {
  return right.similarity - left.similarity || compareCodePoints(left.sequence, right.sequence);
}

/** The exact text of a hit as the client sees it. */
export function printSimilarHit(
  { hit, similarityText }: SimilarHit,
  query: SimilarQuery,
  projection: HitProjection,
): string {
  const document = clientHit(hit.text, projection).slice(1, -1);
  const members = [
    document,
    query.showRankingScore ? `"_rankingScore":${similarityText}` : '',
    query.showRankingScoreDetails
      ? `"_rankingScoreDetails":{"vectorSort":{"order":0,"similarity":${similarityText}}}`
      : '',
  ];
  return `{${members.filter((member) => member !== '').join(',')}}`;
}
