import { utf8Length } from '../base/json/syntax-error.ts';
import type { Random } from '../ports/random.ts';

/** A UUID in lower case and with hyphens, or what Meilisearch says is wrong with the text. */
export type UuidReading = { readonly uid: string } | { readonly fault: string };

const groupLengths = [8, 4, 4, 4, 12];
const hyphenated = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads a UUID as the uuid library of Meilisearch does: plain, with hyphens, in braces or as a URN. */
export function readUuid(text: string): UuidReading {
  if (/^[\da-f]{32}$/i.test(text)) return { uid: withHyphens(text.toLowerCase()) };
  const { core, offset } = withoutWrapping(text);
  if (hyphenated.test(core)) return { uid: core.toLowerCase() };
  // What has the length of a UUID in its wrapping is told of as if it had none.
  return { fault: core.length === 36 ? faultOf(core, core, 0) : faultOf(text, core, offset) };
}

/** A new random UUID (version 4, RFC 9562). */
export function randomUuid(random: Random): string {
  const digit = (bound: number): string => random.integer(bound).toString(16);
  const digits = Array.from({ length: 32 }, () => digit(16));
  digits[12] = '4';
  digits[16] = (8 + random.integer(4)).toString(16);
  return withHyphens(digits.join(''));
}

function withHyphens(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const urn = 'urn:uuid:';

function withoutWrapping(text: string): { readonly core: string; readonly offset: number } {
  if (text.startsWith(urn)) return { core: text.slice(urn.length), offset: urn.length };
  const isBraced = text.length > 1 && text.startsWith('{') && text.endsWith('}');
  return isBraced ? { core: text.slice(1, -1), offset: 1 } : { core: text, offset: 0 };
}

function faultOf(text: string, core: string, offset: number): string {
  const strange = /[^\da-f-]/iu.exec(core);
  if (strange !== null) {
    const at = offset + utf8Length(core.slice(0, strange.index)) + 1;
    return `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${strange[0]}\` at ${at}`;
  }
  const groups = core.split('-');
  if (groups.length === 1 && offset === 0) {
    return `invalid length: expected length 32 for simple format, found ${text.length}`;
  }
  if (groups.length !== 5) return `invalid group count: expected 5, found ${groups.length}`;
  const wrong = groups.findIndex((group, at) => at < 4 && group.length !== groupLengths[at]);
  if (wrong === -1) {
    // Of the last group it is the whole text that counts, with what the UUID is wrapped in.
    return `invalid group length in group 4: expected 12, found ${text.length - 24}`;
  }
  return `invalid group length in group ${wrong}: expected ${groupLengths[wrong]}, found ${groups[wrong]?.length}`;
}
