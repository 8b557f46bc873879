import { MalformedRequest } from '../protocol/api-error.ts';
import { quotedValue } from '../protocol/described-value.ts';

/** A filter as Meilisearch takes it: an expression, or alternatives inside conjunctions. */
export type Filter = string | readonly unknown[];

/**
 * The filter of a request for documents; throws {@link MalformedRequest} if it is none. A node would
 * say so only once it has found the index, so its words are here.
 */
export function checkFilter(value: unknown): Filter {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const found = `expected String, Array, found: ${quotedValue(value)}`;
  throw new MalformedRequest(
    `Invalid syntax for the filter parameter: \`${found}\`.`,
    'invalid_document_filter',
  );
}

/** ANDs the filter that narrows a sub-query to its shards to the client's own (or none). */
export function narrowFilter(filter: Filter | null, shardFilter: string | null): Filter | null {
  if (shardFilter === null) return filter;
  if (filter === null) return shardFilter;
  // The elements of an outer array are ANDed, those of an inner one ORed.
  return typeof filter === 'string' ? [filter, shardFilter] : [...filter, shardFilter];
}

/**
 * Reads the `filter` of a query string: JSON if it is JSON, an expression otherwise, as Meilisearch
 * does. Throws as {@link checkFilter} does.
 */
export function filterFromQuery(text: string): Filter {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON, so an expression.
  }
  return checkFilter(value);
}
