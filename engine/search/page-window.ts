import type { PageRequest } from './query.ts';

/** The hits of a page by their places in the merged list: from `start` up to, not including, `end`. */
export interface PageWindow {
  readonly start: number;
  /** Also how many hits each node must be asked for, since all of them may come from one node. */
  readonly end: number;
}

/** The place of a page in the merged list, of which a client sees `maxTotalHits` at most. */
export function pageWindow(page: PageRequest, maxTotalHits: number): PageWindow {
  const size = page.mode === 'offset' ? page.limit.value : page.hitsPerPage.value;
  const start = page.mode === 'offset' ? page.offset.value : (page.page.value - 1) * size;
  const end = Math.min(start + size, maxTotalHits);
  const isEmpty = start < 0 || start >= end;
  return isEmpty ? { start: 0, end: 0 } : { start, end };
}

/** The members that say which page this is and how many hits there are, as Meilisearch writes them. */
export function pageMembers(page: PageRequest, foundHits: number, maxTotalHits: number): string {
  const total = Math.min(foundHits, maxTotalHits);
  if (page.mode === 'offset') {
    const offset = page.offset.value > maxTotalHits ? String(maxTotalHits) : page.offset.text;
    return `"limit":${page.limit.text},"offset":${offset},"estimatedTotalHits":${total}`;
  }
  const { value: size, text } = page.hitsPerPage;
  const pages = size === 0 ? 0 : Math.ceil(total / size);
  return `"hitsPerPage":${text},"page":${page.page.text},"totalPages":${pages},"totalHits":${total}`;
}
