/** A parsed document as the index holds it. */
export interface RankedSource {
  readonly internalId: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** `meilisearch` ranks like v1.21; `bm25` exists to study what local statistics do to merged order. */
export type RankingModel = 'meilisearch' | 'bm25';

/** The setting `typoTolerance`, with the least word lengths, in characters, for one and two typos. */
export interface TypoTolerance {
  readonly enabled: boolean;
  readonly oneTypo: number;
  readonly twoTypos: number;
  readonly disableOnWords: readonly string[];
  readonly disableOnAttributes: readonly string[];
  readonly disableOnNumbers: boolean;
}

/** The settings that ranking depends on, resolved to plain values. */
export interface RankingSettings {
  /** `['*']`, or names in order; nested names are allowed (`a.b`), and `a` covers `a.b`. */
  readonly searchableAttributes: readonly string[];
  /** `words`, `typo`, `proximity`, `attribute`, `sort`, `exactness`, `field:asc`, `field:desc`. */
  readonly rankingRules: readonly string[];
  readonly stopWords: readonly string[];
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
  readonly separatorTokens: readonly string[];
  readonly nonSeparatorTokens: readonly string[];
  readonly dictionary: readonly string[];
  readonly typoTolerance: TypoTolerance;
  readonly proximityPrecision: 'byWord' | 'byAttribute';
  readonly prefixSearch: 'indexingTime' | 'disabled';
}

/** One element of the `sort` of a request. */
export type SortCriterion =
  | {
      readonly kind: 'attribute';
      readonly attribute: string;
      readonly direction: 'asc' | 'desc';
    }
  | {
      readonly kind: 'geo';
      readonly latitude: number;
      readonly longitude: number;
      readonly direction: 'asc' | 'desc';
    };

/** What of a search request bears on candidates and order. */
export interface RankingQuery {
  readonly q: string | null;
  readonly matchingStrategy: 'last' | 'all' | 'frequency';
  readonly attributesToSearchOn: readonly string[] | null;
  readonly sort: readonly SortCriterion[];
}

/** A hit in its place. */
export interface RankedDocument {
  readonly internalId: number;
  /** `_rankingScore`, as v1.21 prints it. */
  readonly score: number;
  /** `_rankingScoreDetails`: keys and JSON values in v1.21's order and shape. */
  readonly details: readonly (readonly [string, unknown])[];
}

/** Where a word of the query was found in a text, in UTF-8 bytes. */
export interface TextMatch {
  readonly start: number;
  readonly length: number;
}

/**
 * The inverted index of one Meilisearch index; documents are put and removed when a batch is
 * committed. A change of settings makes a new one, into which every document is put again.
 * `createTextIndex` in `text-index.ts` makes it.
 */
export interface TextIndex {
  /** Replaces what `internalId` held. */
  put(source: RankedSource): void;
  remove(internalId: number): void;
  clear(): void;
  /**
   * The hits among `candidates` (ascending internal ids), best first, ties by ascending internal
   * id; all of them, so that it also tells the candidate set.
   */
  rank(candidates: readonly number[], query: RankingQuery): readonly RankedDocument[];
  /**
   * The words of the query in a text, in UTF-8 bytes, for `_formatted` and `_matchesPosition`. Right
   * after {@link rank} of the same query it knows, as Meilisearch does, which typos were looked for.
   */
  matches(query: RankingQuery, text: string): readonly TextMatch[];
}
