/**
 * Filters as exact JSON text: a node quotes in its refusal what is wrong with one, numbers as they were
 * written.
 */

/** Whether this is the JSON text of a string or a list. Nodes refuse every other filter. */
export function isFilterText(text: string): boolean {
  return text.startsWith('"') || text.startsWith('[');
}

/** The conjunction of two filters, joined as Meilisearch joins them; null: no filter. */
export function joinFilters(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  const items = [itemsOf(left), itemsOf(right)];
  return `[${items.filter((item) => item !== '').join(',')}]`;
}

/**
 * The filter of a sub-query, narrowed to its shards by an expression; what is no filter stays as it is,
 * whichever shards are asked.
 */
export function narrowFilterText(filter: string | null, shardFilter: string | null): string | null {
  if (shardFilter === null) return filter;
  if (filter !== null && !isFilterText(filter)) return filter;
  return filter === null
    ? JSON.stringify(shardFilter)
    : joinFilters(filter, JSON.stringify(shardFilter));
}

function itemsOf(filter: string): string {
  return filter.startsWith('[') ? filter.slice(1, -1).trim() : filter;
}
