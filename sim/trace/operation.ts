/** Virtual time since the run began, in whole microseconds. */
export type Micros = number;

/** Which profile, client and turn an operation belongs to, as one text without spaces: `c2.17`. */
export type OperationId = string;

/** A document as clients write it. `v` names the operation that wrote it: no two share one. */
export interface ClientDocument {
  readonly id: string;
  readonly v: OperationId;
  readonly [field: string]: unknown;
}

/** A filter as data, so that it can be printed for Miroir and read by a checker of its own. */
export type Predicate =
  | { readonly kind: 'equals'; readonly attribute: string; readonly value: string | number }
  | { readonly kind: 'at-least' | 'below'; readonly attribute: string; readonly value: number }
  | { readonly kind: 'in'; readonly attribute: string; readonly values: readonly string[] }
  | { readonly kind: 'exists'; readonly attribute: string }
  | { readonly kind: 'not'; readonly inner: Predicate }
  | { readonly kind: 'and' | 'or'; readonly left: Predicate; readonly right: Predicate };

/** A search as data. */
export interface SearchIntent {
  readonly kind: 'search';
  readonly index: string;
  /** Whole words of the vocabulary, which no other word resembles; empty: all documents. */
  readonly words: readonly string[];
  /** `last`: documents with the first word may match; `all`: documents with every word. */
  readonly strategy: 'last' | 'all';
  readonly filter: Predicate | null;
  /** Sorts hits, the most significant first. */
  readonly sort: readonly { readonly attribute: string; readonly direction: 'asc' | 'desc' }[];
  readonly facets: readonly string[];
  readonly window:
    | { readonly mode: 'offset'; readonly offset: number; readonly limit: number }
    | { readonly mode: 'page'; readonly page: number; readonly hitsPerPage: number };
  readonly showRankingScore: boolean;
  /** Searches with the same series are pages of one search, asked one after another. */
  readonly series: string | null;
}

/** A request of an operator about the fleet, with the admin key. */
export interface AdministerIntent {
  readonly kind: 'administer';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its query: `/_miroir/nodes/n1?force=true`. */
  readonly path: string;
  /** JSON; null: none. */
  readonly body: unknown;
}

/** What a client wants to do. */
export type Intent =
  | {
      readonly kind: 'write-documents';
      readonly index: string;
      /** POST replaces whole documents, PUT merges their top-level fields. */
      readonly method: 'POST' | 'PUT';
      readonly documents: readonly ClientDocument[];
    }
  | { readonly kind: 'delete-documents'; readonly index: string; readonly ids: readonly string[] }
  | { readonly kind: 'delete-by-filter'; readonly index: string; readonly filter: Predicate }
  | { readonly kind: 'clear-documents'; readonly index: string }
  | { readonly kind: 'create-index'; readonly index: string; readonly primaryKey: string | null }
  | { readonly kind: 'delete-index'; readonly index: string }
  | { readonly kind: 'swap-indexes'; readonly index: string; readonly other: string }
  | {
      readonly kind: 'update-settings';
      readonly index: string;
      readonly settings: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'get-settings'; readonly index: string }
  | SearchIntent
  | { readonly kind: 'get-document'; readonly index: string; readonly id: string }
  | {
      readonly kind: 'list-documents';
      readonly index: string;
      readonly offset: number;
      readonly limit: number;
    }
  | { readonly kind: 'index-stats'; readonly index: string }
  | { readonly kind: 'get-task'; readonly uid: number }
  | { readonly kind: 'cancel-task'; readonly uid: number }
  | { readonly kind: 'delete-task'; readonly uid: number }
  | AdministerIntent;

/** What came of a request. `lost`: no answer came, so it may or may not have been carried out. */
export type OperationOutcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly kind: 'lost'; readonly reason: 'timeout' | 'connection' | 'client-died' };

/** One request of a client, from when it was sent to when its answer came or it was given up. */
export interface Operation {
  readonly id: OperationId;
  readonly client: string;
  /** The proxy that it was sent to. */
  readonly proxy: string;
  /** The operation of which this is another attempt; itself if it is the first. */
  readonly attemptOf: OperationId;
  readonly intent: Intent;
  readonly invokedAt: Micros;
  readonly endedAt: Micros;
  readonly outcome: OperationOutcome;
}
