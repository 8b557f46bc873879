import { printValue } from '../base/json/print.ts';
import { MalformedRequest } from '../protocol/api-error.ts';

/**
 * A filter as exact JSON text: an expression, or a list of alternatives inside conjunctions. It stays text,
 * for a node quotes what is wrong with one, numbers as they were written.
 */
export type Filter = string;

/** Whether this JSON text is one of a string or a list: nodes refuse every other filter. */
export function isFilter(text: string): boolean {
  return text.startsWith('"') || text.startsWith('[');
}

/** What Meilisearch says of JSON text that is no filter. */
export function notAFilter(text: string): string {
  const found = `expected String, Array, found: ${printValue(text, 0, text.length)}`;
  return `Invalid syntax for the filter parameter: \`${found}\`.`;
}

/**
 * The filter of a request for documents; throws {@link MalformedRequest} if it is none. A node would
 * say so only once it has found the index, so its words are here.
 */
export function checkFilter(text: string): Filter {
  if (isFilter(text)) return text;
  throw new MalformedRequest(notAFilter(text), 'invalid_document_filter');
}

/** The conjunction of two filters, joined as Meilisearch joins them; null: no filter. */
export function joinFilters(left: Filter | null, right: Filter | null): Filter | null {
  if (left === null || right === null) return left ?? right;
  // The elements of an outer list are ANDed, those of an inner one ORed.
  const items = [itemsOf(left), itemsOf(right)];
  return `[${items.filter((item) => item !== '').join(',')}]`;
}

/**
 * ANDs the expression that narrows a sub-query to its shards to the client's own filter (or none); what is
 * no filter stays as it is, whichever shards are asked.
 */
export function narrowFilter(filter: Filter | null, shardFilter: string | null): Filter | null {
  if (shardFilter === null || (filter !== null && !isFilter(filter))) return filter;
  return joinFilters(filter, JSON.stringify(shardFilter));
}

function itemsOf(filter: Filter): string {
  return filter.startsWith('[') ? filter.slice(1, -1).trim() : filter;
}

/**
 * Reads the `filter` of a query string: JSON if it is JSON, an expression otherwise, as Meilisearch
 * does. Throws as {@link checkFilter} does.
 */
export function filterFromQuery(text: string): Filter {
  try {
    JSON.parse(text);
  } catch {
    return JSON.stringify(text);
  }
  return checkFilter(text.trim());
}
