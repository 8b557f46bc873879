import type { Predicate } from './operation.ts';

/** A filter as Meilisearch reads it. */
export function filterText(predicate: Predicate): string {
  switch (predicate.kind) {
    case 'equals':
      return `${predicate.attribute} = ${literal(predicate.value)}`;
    case 'at-least':
      return `${predicate.attribute} >= ${predicate.value}`;
    case 'below':
      return `${predicate.attribute} < ${predicate.value}`;
    case 'in':
      return `${predicate.attribute} IN [${predicate.values.map(literal).join(', ')}]`;
    case 'exists':
      return `${predicate.attribute} EXISTS`;
    case 'not':
      return `NOT (${filterText(predicate.inner)})`;
    case 'and':
    case 'or':
      return `(${filterText(predicate.left)} ${predicate.kind.toUpperCase()} ${filterText(predicate.right)})`;
    default:
      return predicate satisfies never;
  }
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
