import { isSpace, openBrace } from '../../base/json/characters.ts';
import { forEachMember } from '../../base/json/scan.ts';

/** A document in two parts, which need never be put together: one text of it serves every node. */
export interface SplicedDocument {
  readonly head: string;
  readonly tail: string;
}

/**
 * The object `document` (no white space around the braces) with `members` (JSON text: `"a":1,"b":2`)
 * as its last ones; the rest stays as it is written.
 */
export function spliceMembers(document: string, members: string): SplicedDocument {
  const close = document.length - 1;
  let last = close - 1;
  while (isSpace(document.charCodeAt(last))) last -= 1;
  const separator = document.charCodeAt(last) === openBrace ? '' : ',';
  return { head: document.slice(0, close), tail: `${separator}${members}}` };
}

/** The JSON list of `documents`, in parts. */
export function listParts(documents: readonly SplicedDocument[]): readonly string[] {
  const parts: string[] = [];
  for (const { head, tail } of documents) {
    parts.push(parts.length === 0 ? '[' : ',', head, tail);
  }
  parts.push(parts.length === 0 ? '[]' : ']');
  return parts;
}

/** Whether `document` has one of the hidden fields `names`, however it is written. */
export function hasReservedField(document: string, names: readonly string[]): boolean {
  // Nearly always neither occurs, and a search for them is native.
  if (!document.includes('_miroir_') && !document.includes('\\u')) return false;
  let found = false;
  forEachMember(document, 0, (key) => {
    found ||= names.includes(key);
  });
  return found;
}
