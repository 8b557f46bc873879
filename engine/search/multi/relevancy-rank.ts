import { isRecord } from '../../base/json/record.ts';

/** A place in an order: `rank` of `ranks`, which is the best one. */
export interface RelevancyRank {
  readonly rank: number;
  readonly ranks: number;
}

type Detail = Readonly<Record<string, unknown>>;

/** What the number of ranks of a rule depends on. */
export interface RankScale {
  /** The terms of the query that were looked for when the rule was applied. */
  readonly terms: number;
  /** How many places the order of the searchable attributes has; 1 if all of them are worth the same. */
  readonly attributePlaces: number;
}

/** How many terms a hit was measured by, from its details. A quoted phrase is one term. */
export function termsOf(details: Detail): number {
  const { exactness: exact, words } = details;
  const terms = isRecord(exact) ? exact['maxMatchingWords'] : undefined;
  // Where it is not told, all words match, and there is a term for each if none of them are quoted.
  const matching = isRecord(words) ? words['matchingWords'] : undefined;
  return Math.max(1, count(terms ?? matching));
}

/**
 * The ranks that a rule of relevancy has given to a hit, from its detail; undefined for any other rule.
 * For `proximity` and `attribute` nodes tell quotients only; how many ranks there are follows from the
 * number of terms.
 */
export function rankOfRule(
  rule: string,
  detail: Detail,
  scale: RankScale,
): readonly RelevancyRank[] | undefined {
  switch (rule) {
    case 'words':
      return [{ rank: count(detail['matchingWords']), ranks: count(detail['maxMatchingWords']) }];
    case 'typo': {
      const ranks = count(detail['maxTypoCount']) + 1;
      return [{ rank: Math.max(0, ranks - count(detail['typoCount'])), ranks }];
    }
    case 'proximity':
      return [rankAmong(proximityRanks(scale), count(detail['score']))];
    case 'attribute':
      return attribute(detail, scale);
    case 'exactness':
      return exactness(detail);
    case 'skipped':
      return [{ rank: 0, ranks: 1 }];
    default:
      return undefined;
  }
}

// Two neighbouring terms are at one of four distances: each but the nearest costs a rank.
function proximityRanks({ terms }: RankScale): number {
  return 3 * (terms - 1) + 1;
}

// First the places of the attributes, then the positions inside them, of which each term has ten to lose.
function attribute(detail: Detail, { terms, attributePlaces }: RankScale): RelevancyRank[] {
  const byOrder = count(detail['attributeRankingOrderScore']);
  const byPosition = count(detail['queryWordDistanceScore']);
  const score = count(detail['score']);
  // The whole score is lower by what the position lacks, in the unit of one place.
  const places =
    byPosition < 1
      ? Math.round((1 - byPosition) / (byOrder - score))
      : (attributePlaces - 1) * terms + 1;
  const ranks = [rankAmong(places, byOrder), rankAmong(10 * terms + 1, byPosition)];
  return Math.abs(mergedScore(ranks) - score) < 1e-9 ? ranks : [fraction(score)];
}

function rankAmong(ranks: number, score: number): RelevancyRank {
  const rank = Math.round(score * ranks);
  return Math.abs(rank / ranks - score) < 1e-9 ? { rank, ranks } : fraction(score);
}

const matchTypes: readonly unknown[] = ['noExactMatch', 'matchesStart', 'exactMatch'];

function exactness(detail: Detail): readonly RelevancyRank[] {
  const match = { rank: matchTypes.indexOf(detail['matchType']) + 1, ranks: matchTypes.length };
  // Only where the attribute does not match as a whole do nodes tell how many words do.
  if (match.rank > 1) return [match];
  const words = count(detail['matchingWords']);
  return [match, { rank: words + 1, ranks: count(detail['maxMatchingWords']) + 1 }];
}

/** The score of ranks of which each one only decides between hits that the ones before it leave equal. */
export function mergedScore(group: readonly RelevancyRank[]): number {
  let rank = 1;
  let ranks = 1;
  for (const inner of group) {
    rank = Math.max(0, rank - 1) * inner.ranks + inner.rank;
    ranks *= inner.ranks;
  }
  return rank / ranks;
}

/** More ranks than a rule gives: queries have ten words at most. */
const ranksMax = 2000;

// The smallest fraction with this value, if it is not what was expected: a quotient of small numbers.
function fraction(value: number): RelevancyRank {
  for (let ranks = 1; ranks <= ranksMax; ranks += 1) {
    const rank = Math.round(value * ranks);
    if (rank / ranks === value) return { rank, ranks };
  }
  return { rank: value, ranks: 1 };
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
