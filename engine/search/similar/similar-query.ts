import type { WholeNumber } from '../query.ts';

/** A search for documents that are like one as the client asked for it. */
export interface SimilarQuery {
  /** As JSON text, whatever it is: it is looked at only once the index is known. */
  readonly id: string;
  readonly embedder: string;
  readonly offset: WholeNumber;
  readonly limit: WholeNumber;
  /** As JSON text, whatever it is: it is looked at only once the document is found. Null: none. */
  readonly filter: string | null;
  /** Null: everything that may be shown. */
  readonly attributesToRetrieve: readonly string[] | null;
  readonly retrieveVectors: boolean;
  readonly showRankingScore: boolean;
  readonly showRankingScoreDetails: boolean;
  readonly rankingScoreThreshold: number | null;
}
