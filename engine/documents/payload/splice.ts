import { isSpace, openBrace } from '../../base/json/characters.ts';
import { forEachMember } from '../../base/json/scan.ts';

/**
 * The object `document` with `members` (JSON text: `"a":1,"b":2`) as its last ones; the rest stays
 * as it is written.
 */
export function spliceMembers(document: string, members: string): string {
  const close = document.lastIndexOf('}');
  let last = close - 1;
  while (isSpace(document.charCodeAt(last))) last -= 1;
  const separator = document.charCodeAt(last) === openBrace ? '' : ',';
  return `${document.slice(0, close)}${separator}${members}}`;
}

/** The JSON list of `documents`. */
export function joinDocuments(documents: readonly string[]): string {
  if (documents.length === 0) return '[]';
  // The brackets go into the join: around its result they would cost another copy of the whole.
  const parts = documents.slice();
  parts[0] = `[${parts[0]}`;
  parts.push(`${parts.pop()}]`);
  return parts.join(',');
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
