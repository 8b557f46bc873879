import type { SearchIntent } from '../../sim/trace/operation.ts';
import { valuesOf } from './history/predicate.ts';

type Fields = Readonly<Record<string, unknown>>;
type SortRules = SearchIntent['sort'];
type SortValue = string | number | null;

/** What the hits of a search are sorted by, the most significant first; null: the hit lacks it. */
export type SortKey = readonly SortValue[];

/** The key of a document: of a list, the least value for an ascending rule and the greatest otherwise. */
export function sortKey(fields: Fields, rules: SortRules): SortKey {
  return rules.map(({ attribute, direction }) => {
    const own = fields[attribute];
    if (typeof own === 'number') return own;
    const values = valuesOf(fields, attribute)
      .map((value) => (typeof value === 'string' ? value.toLowerCase() : value))
      .toSorted(compareValues);
    return (direction === 'asc' ? values[0] : lastOfKind(values)) ?? null;
  });
}

/** Negative if `left` comes first: missing values last, numbers before strings, whatever the rule. */
export function compareSortKeys(left: SortKey, right: SortKey, rules: SortRules): number {
  for (const [place, { direction }] of rules.entries()) {
    const order = compareParts(left[place] ?? null, right[place] ?? null, direction);
    if (order !== 0) return order;
  }
  return 0;
}

function compareParts(left: SortValue, right: SortValue, direction: 'asc' | 'desc'): number {
  if (left === right) return 0;
  if (left === null) return 1;
  if (right === null) return -1;
  const order = compareValues(left, right);
  return direction === 'asc' || typeof left !== typeof right ? order : -order;
}

/** The greatest of the numbers, or of the strings if there are no numbers. */
function lastOfKind(values: readonly (string | number)[]): string | number | undefined {
  return values.findLast((value) => typeof value === 'number') ?? values.at(-1);
}

function compareValues(left: string | number, right: string | number): number {
  if (typeof left === 'number') return typeof right === 'number' ? left - right : -1;
  return typeof right === 'number' ? 1 : compareText(left, right);
}

/** By code points: UTF-16 units would put what is above U+FFFF too early. */
function compareText(left: string, right: string): number {
  const leftPoints = Array.from(left);
  const rightPoints = Array.from(right);
  for (const [place, character] of leftPoints.entries()) {
    const other = rightPoints[place];
    if (other === undefined) return 1;
    const order = (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return leftPoints.length - rightPoints.length;
}
