import type { Predicate } from '../../../sim/trace/operation.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether a document matches a filter, as Meilisearch reads it: strings compare in lower case, a list
 * matches if one of its elements does, comparisons look at numbers only, and what lacks the
 * attribute matches the negation.
 */
export function matchesPredicate(predicate: Predicate, fields: Fields): boolean {
  if (predicate.kind === 'not') return !matchesPredicate(predicate.inner, fields);
  if ('left' in predicate) {
    const left = matchesPredicate(predicate.left, fields);
    if (left !== (predicate.kind === 'and')) return left;
    return matchesPredicate(predicate.right, fields);
  }
  if (predicate.kind === 'exists') return Object.hasOwn(fields, predicate.attribute);
  return valuesOf(fields, predicate.attribute).some((value) => satisfies(predicate, value));
}

type Comparison = Extract<Predicate, { kind: 'equals' | 'in' | 'at-least' | 'below' }>;

function satisfies(comparison: Comparison, value: string | number): boolean {
  if (comparison.kind === 'equals') return isEqual(value, comparison.value);
  if (comparison.kind === 'in') return comparison.values.some((wanted) => isEqual(value, wanted));
  if (typeof value !== 'number') return false;
  return comparison.kind === 'below' ? value < comparison.value : value >= comparison.value;
}

const none: readonly never[] = [];

/** The values that a document has for an attribute: those of a list one by one. */
export function valuesOf(fields: Fields, attribute: string): readonly (string | number)[] {
  const value = fields[attribute];
  if (typeof value === 'string' || typeof value === 'number') return [value];
  if (value === undefined || value === null) return none;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all
    .map((element) => (typeof element === 'boolean' ? String(element) : element))
    .filter((element) => typeof element === 'string' || typeof element === 'number');
}

function isEqual(value: string | number, wanted: string | number): boolean {
  if (typeof value === 'number') return value === Number(wanted);
  return value.toLowerCase() === String(wanted).toLowerCase();
}
