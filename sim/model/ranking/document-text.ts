import { placeOf, type SearchableField, type SearchableFields } from './searchable-fields.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A word of a document at one of its places ({@link placeOf}). */
export interface PlacedWord {
  readonly text: string;
  readonly field: SearchableField;
  readonly place: number;
}

/** All words of a document's searched fields, field by field in the order of their positions. */
export function readDocumentText(
  fields: Readonly<Record<string, unknown>>,
  searchable: SearchableFields,
  tokenize: Tokenizer,
): PlacedWord[] {
  const words: PlacedWord[] = [];
  const lastPositions = new Map<number, number>();
  visitValues(fields, (name, value) => {
    const field = searchable.find(name);
    if (field === undefined) return;
    const last = lastPositions.get(field.id);
    const from = last === undefined ? 0 : last + positionsApart;
    const text = textOf(value);
    const reached = text === undefined ? from : placeWords(tokenize(text), field, from, words);
    lastPositions.set(field.id, reached);
  });
  return words;
}

/** Longer words are not indexed, in UTF-8 bytes. */
export const wordBytesMax = 250;

/** Words on both sides of a hard separator, or of two values, are this far apart. */
const positionsApart = 8;
const positionsMax = 0xffff;

type VisitValue = (name: string, value: unknown) => void;

/**
 * Visits every leaf. Like Meilisearch, which lets positions grow by it, also visits what is empty, and
 * arrays and objects inside of objects before what is in them.
 */
function visitValues(fields: Readonly<Record<string, unknown>>, visit: VisitValue): void {
  for (const key of Object.keys(fields)) visitValue(fields[key], key, visit);
}

function visitValue(value: unknown, name: string, visit: VisitValue): void {
  if (Array.isArray(value)) {
    if (value.length === 0) visit(name, null);
    for (const element of value) visitValue(element, name, visit);
  } else if (isObject(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) visit(name, null);
    for (const key of keys) {
      const inner = value[key];
      if (typeof inner === 'object' && inner !== null) visit(`${name}.${key}`, null);
      visitValue(inner, `${name}.${key}`, visit);
    }
  } else {
    visit(name, value);
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  // Rust writes exponents without a plus sign.
  if (typeof value === 'number' || typeof value === 'bigint')
    return String(value).replace('e+', 'e');
  return undefined;
}

/** Adds the words of a value and returns the position of the last one. */
function placeWords(
  tokens: ReturnType<Tokenizer>,
  field: SearchableField,
  from: number,
  words: PlacedWord[],
): number {
  let position = from;
  let reached = from;
  let before: 'nothing' | 'word' | 'hard' = 'nothing';
  for (const { kind, lemma } of tokens) {
    if (kind === 'hard separator') {
      if (before !== 'nothing') before = 'hard';
    } else if (kind !== 'soft separator' && lemma !== '') {
      position += before === 'hard' ? positionsApart : before === 'word' ? 1 : 0;
      if (position >= positionsMax) return reached;
      before = 'word';
      const text = lemma.trim();
      if (kind === 'word' && text !== '' && utf8Length(text) <= wordBytesMax) {
        reached = position;
        words.push({ text, field, place: placeOf(field.id, position) });
      }
    }
  }
  return reached;
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // A surrogate is half of four bytes.
    if (unit > 0x7ff) bytes += unit >= 0xd800 && unit <= 0xdfff ? 1 : 2;
    else if (unit > 0x7f) bytes += 1;
  }
  return bytes;
}
