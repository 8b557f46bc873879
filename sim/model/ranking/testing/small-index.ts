import type { RankingModel, RankingQuery, RankingSettings, TextIndex } from '../ranking.ts';
import { createTextIndex } from '../text-index.ts';

/** A document of a test; its place in the list is its internal id. */
export type TestDocument = Readonly<Record<string, unknown>>;

/** The settings of a new Meilisearch index. */
export const usualSettings: RankingSettings = {
  searchableAttributes: ['*'],
  rankingRules: ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'],
  stopWords: [],
  synonyms: {},
  separatorTokens: [],
  nonSeparatorTokens: [],
  dictionary: [],
  typoTolerance: {
    enabled: true,
    oneTypo: 5,
    twoTypos: 9,
    disableOnWords: [],
    disableOnAttributes: [],
    disableOnNumbers: false,
  },
  proximityPrecision: 'byWord',
  prefixSearch: 'indexingTime',
};

/** An index of these documents. */
export function indexOf(
  documents: readonly TestDocument[],
  change: Partial<RankingSettings> = {},
  model: RankingModel = 'meilisearch',
): TextIndex {
  const index = createTextIndex(model, { ...usualSettings, ...change });
  for (const [internalId, fields] of documents.entries()) index.put({ internalId, fields });
  return index;
}

/** The internal ids of a list of documents. */
export function idsOfAll(documents: readonly TestDocument[]): number[] {
  return documents.map((_, internalId) => internalId);
}

/** A query with Meilisearch's defaults. */
export function queryFor(q: string | null, change: Partial<RankingQuery> = {}): RankingQuery {
  return { q, matchingStrategy: 'last', attributesToSearchOn: null, sort: [], ...change };
}

/** The same settings as Meilisearch takes them. */
export function settingsBody(change: Partial<RankingSettings> = {}): Record<string, unknown> {
  const { typoTolerance, ...rest } = { ...usualSettings, ...change };
  const { oneTypo, twoTypos, ...typos } = typoTolerance;
  return {
    ...rest,
    typoTolerance: { ...typos, minWordSizeForTypos: { oneTypo, twoTypos } },
    sortableAttributes: ['price', 'title', '_geo'],
  };
}

/** The same query as a search body that asks for all that the model can say. */
export function searchBody(query: RankingQuery): Record<string, unknown> {
  const { sort, attributesToSearchOn, ...rest } = query;
  return {
    ...rest,
    ...(attributesToSearchOn === null ? {} : { attributesToSearchOn }),
    sort: sort.map((criterion) =>
      criterion.kind === 'geo'
        ? `_geoPoint(${criterion.latitude},${criterion.longitude}):${criterion.direction}`
        : `${criterion.attribute}:${criterion.direction}`,
    ),
    showRankingScore: true,
    showRankingScoreDetails: true,
    showMatchesPosition: true,
  };
}
