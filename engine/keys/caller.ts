import { type Filter, isFilter, joinFilters, notAFilter } from '../documents/filter.ts';
import { invalidRequest } from '../protocol/api-error.ts';
import { disguiseMarkers } from '../protocol/hidden-names.ts';

/** Whoever sent a request, after its route was found to be open to it: what else it may see and do. */
export interface Caller {
  /** Whether no index is closed to it. */
  readonly usesEveryIndex: boolean;
  /** Whether an index is open to it, by the patterns of its key and the rules of its token. */
  mayUse(indexUid: string): boolean;
  /** Whether a write of it may bring an index into being. */
  mayCreate(indexUid: string): boolean;
  /** The filter that the rules of its token have for an index, as it is written; null: none. */
  filterFor(indexUid: string): unknown;
}

/** Who holds the master key, or anybody where there is none. */
export const unrestricted: Caller = {
  usesEveryIndex: true,
  mayUse: () => true,
  mayCreate: () => true,
  filterFor: () => null,
};

/**
 * The filter of a search with the filter of the caller's token ANDed to it, joined as Meilisearch joins
 * them. Throws `invalid_search_filter` if what the token has is no filter.
 */
export function filterOfCaller(
  caller: Caller,
  indexUid: string,
  filter: Filter | null,
): Filter | null {
  const rule = ruleOfCaller(caller, indexUid);
  if (filter === null && rule !== null && !isFilter(rule)) {
    throw invalidRequest('invalid_search_filter', notAFilter(rule));
  }
  return joinFilters(filter, rule);
}

/**
 * The filter that the rules of the caller's token have for an index, as JSON text for nodes; null: none.
 * Nobody has looked whether it is one.
 */
export function ruleOfCaller(caller: Caller, indexUid: string): string | null {
  const rule = caller.filterFor(indexUid);
  return rule === null ? null : disguiseMarkers(JSON.stringify(rule));
}
