import { compareCodePoints } from '../../engine/base/order.ts';
import type { RankingQuery } from './ranking/ranking.ts';
import type { StoredDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';

/**
 * The text of `_matchesPosition`: where words of the query are, in bytes, by attribute. Of an array,
 * only the last element with a match is told, as v1.21 does.
 */
export function printMatches(
  index: StoredIndex,
  document: StoredDocument,
  query: RankingQuery,
): string {
  const found = new Map<string, string>();
  const isShown = (name: string): boolean =>
    index.config.displayed.includes('*') || index.config.displayed.includes(name);
  const visit = (path: string, value: unknown, indices: readonly number[]): void => {
    if (Array.isArray(value)) {
      for (const [place, element] of value.entries()) visit(path, element, [...indices, place]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) visit(`${path}.${name}`, member, indices);
    } else if (typeof value === 'string' || typeof value === 'number') {
      const matches = query.q === null ? [] : index.textIndex().matches(query, String(value));
      if (matches.length > 0) found.set(path, printSpans(matches, indices));
    }
  };
  for (const [name, value] of Object.entries(document.fields)) {
    if (isShown(name)) visit(name, value, []);
  }
  const members = [...found].toSorted(([left], [right]) => compareCodePoints(left, right));
  return `{${members.map(([name, spans]) => `${JSON.stringify(name)}:${spans}`).join(',')}}`;
}

function printSpans(
  matches: readonly { readonly start: number; readonly length: number }[],
  indices: readonly number[],
): string {
  const where = indices.length === 0 ? '' : `,"indices":[${indices.join(',')}]`;
  return `[${matches.map(({ start, length }) => `{"start":${start},"length":${length}${where}}`).join(',')}]`;
}
