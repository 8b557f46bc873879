import type { ApiError } from '../../protocol/api-error.ts';
import type { SearchQuery, WholeNumber } from '../query.ts';

/** A multi-search as the client asked for it. */
export interface MultiSearch {
  readonly queries: readonly IndexQuery[];
  /** Null: every query is answered by itself. */
  readonly federation: Federation | null;
}

/** One query of a multi-search. */
export interface IndexQuery {
  /** Its place among the queries, by which messages name it. */
  readonly position: number;
  readonly indexUid: string;
  readonly query: SearchQuery;
  /** What is wrong with the query, to be said once its index is found; null: nothing that is known. */
  readonly fault: ApiError | null;
  /** The first of the parameters that it pages with; null: none. */
  readonly paging: string | null;
  /** Null: `federationOptions` is not there. */
  readonly options: FederationOptions | null;
}

/** How the hits of a query stand among those of the others. */
export interface FederationOptions {
  /** What their scores are multiplied by. */
  readonly weight: number;
  /** The other instance that is named; null: none is. This and a position are for networks of instances. */
  readonly remote: string | null;
  readonly namesPosition: boolean;
}

/** How the queries of a multi-search become one list. */
export interface Federation {
  readonly offset: WholeNumber;
  readonly limit: WholeNumber;
  /** The facets of each index that is named; null: none of it. */
  readonly facetsByIndex: ReadonlyMap<string, readonly string[] | null>;
  /** Null: facets are told index by index. */
  readonly mergeFacets: MergeFacets | null;
}

export interface MergeFacets {
  /** Null: no bound but those of the indexes. */
  readonly valuesMax: number | null;
}
