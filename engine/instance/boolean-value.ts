import { type PlacedValue, wrongType } from '../keys/key-faults.ts';

/** A value that must be a boolean or null; throws Meilisearch's error if it is neither. */
export function booleanOrNull(value: PlacedValue): boolean | null {
  return textAt(value) === 'null' ? null : booleanAt(value);
}

/** A value that must be a boolean; throws Meilisearch's error if it is none. */
export function booleanAt(value: PlacedValue): boolean {
  const text = textAt(value);
  if (text !== 'true' && text !== 'false') throw wrongType(value, 'a boolean');
  return text === 'true';
}

function textAt({ text, span }: PlacedValue): string {
  return text.slice(span.start, span.end);
}
