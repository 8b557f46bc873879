/** A filter as Meilisearch takes it: an expression, or alternatives inside conjunctions. */
export type Filter = string | readonly unknown[];

/** ANDs the filter that narrows a sub-query to its shards to the client's own (or none). */
export function narrowFilter(filter: Filter | null, shardFilter: string | null): Filter | null {
  if (shardFilter === null) return filter;
  if (filter === null) return shardFilter;
  // The elements of an outer array are ANDed, those of an inner one ORed.
  return typeof filter === 'string' ? [filter, shardFilter] : [...filter, shardFilter];
}

/** Reads the `filter` of a query string: JSON if it is JSON, an expression otherwise, as Meilisearch does. */
export function filterFromQuery(text: string): Filter {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || Array.isArray(value)) return value;
  } catch {
    // Not JSON, so an expression.
  }
  return text;
}
