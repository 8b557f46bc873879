import type { Filter } from '../documents/filter.ts';

/** A whole number that may be beyond 2^53: near enough to calculate with, exact to echo. */
export interface WholeNumber {
  readonly value: number;
  readonly text: string;
}

/** Which part of the merged list the client wants, in the terms that it used. */
export type PageRequest =
  | { readonly mode: 'offset'; readonly offset: WholeNumber; readonly limit: WholeNumber }
  | { readonly mode: 'page'; readonly page: WholeNumber; readonly hitsPerPage: WholeNumber };

/** A search as the client asked for it. */
export interface SearchQuery {
  /** Every parameter under its name in a body, as exact JSON text. */
  readonly members: ReadonlyMap<string, string>;
  readonly page: PageRequest;
  readonly filter: Filter | null;
  readonly sort: readonly string[];
  readonly distinct: string | null;
  /** Null: no facets asked for. */
  readonly facets: readonly string[] | null;
  /** Null: everything that may be shown. */
  readonly attributesToRetrieve: readonly string[] | null;
  /** What `_formatted` must have: the attributes to highlight or crop, without crop lengths. */
  readonly attributesToFormat: readonly string[];
  readonly showRankingScore: boolean;
  readonly showRankingScoreDetails: boolean;
  /** The weight of semantic hits; null when the search is by keywords only. */
  readonly semanticRatio: number | null;
}
