import { openBrace } from '../../base/json/characters.ts';
import { checkDecodable } from '../../base/json/decode.ts';
import { printNumber } from '../../base/json/print.ts';
import { decodeString, forEachMember } from '../../base/json/scan.ts';
import { describeSyntaxError, JsonSyntaxError, utf8Length } from '../../base/json/syntax-error.ts';
import { checkString } from '../../base/json/tokens.ts';
import { quoteForRust } from './payload-error.ts';

/** Why a JSON value is no document: Meilisearch cannot decode it, or it is not an object. */
export interface ElementFault {
  readonly kind: 'syntax' | 'type';
  /** In serde_json's words; positions count from the start of the value. */
  readonly reason: string;
}

/**
 * What keeps `value`, the text of one valid JSON value, from being a document; undefined if
 * nothing does.
 */
export function findElementFault(value: string): ElementFault | undefined {
  try {
    if (value.charCodeAt(0) !== openBrace) return { kind: 'type', reason: describeType(value) };
    if (value.includes('\\u')) checkKeys(value);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { kind: 'syntax', reason: describeSyntaxError(value, error) };
  }
  return undefined;
}

// Only the names of top-level members are decoded when a payload arrives.
function checkKeys(document: string): void {
  forEachMember(document, 0, (_key, keyStart) => checkString(document, keyStart, 'value'));
}

function describeType(value: string): string {
  if (value.startsWith('[')) return 'invalid type: sequence, expected a map at line 1 column 0';
  checkDecodable(value, 0);
  return `invalid type: ${nameScalar(value)}, expected a map at line 1 column ${utf8Length(value)}`;
}

function nameScalar(value: string): string {
  if (value === 'null') return 'null';
  if (value.startsWith('"')) return `string ${quoteForRust(decodeString(value, 0, value.length))}`;
  if (/^[tf]/.test(value)) return `boolean \`${value}\``;
  const printed = printNumber(value);
  const kind = /^-?\d+$/.test(printed) ? 'integer' : 'floating point';
  return `${kind} \`${printed}\``;
}
