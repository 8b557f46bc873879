import { backslash, openBrace, quote } from '../../base/json/characters.ts';
import { checkDecodable } from '../../base/json/decode.ts';
import { printNumber, printValue } from '../../base/json/print.ts';
import {
  decodeString,
  findMember,
  forEachMember,
  skipSpace,
  skipValue,
  type Span,
} from '../../base/json/scan.ts';
import { JsonSyntaxError, positionOf } from '../../base/json/syntax-error.ts';
import { compareCodePoints } from '../../base/order.ts';
import { ApiError, invalidRequest } from '../../protocol/api-error.ts';

/** Why a task must fail: not thrown, for its request was accepted. */
export interface IdentityFault {
  readonly ok: false;
  readonly error: ApiError;
}

/** A document's id as text (`7` and `"7"` are the same), or why it has none. */
export type Identity = { readonly ok: true; readonly id: string } | IdentityFault;

/**
 * The primary key of an index that has none yet, from the text of the first document that it ever
 * receives: its only top-level field with a name that ends with `id`, in any case.
 */
export function inferPrimaryKey(firstDocument: string): string | IdentityFault {
  const candidates = new Set<string>();
  forEachMember(firstDocument, 0, (name) => {
    if (name.toLowerCase().endsWith('id')) candidates.add(name);
  });
  const [first, second] = [...candidates].toSorted(compareCodePoints);
  if (first === undefined) {
    return fault(
      'index_primary_key_no_candidate_found',
      'The primary key inference failed as the engine did not find any field ending with `id` in its name. Please specify the primary key manually using the `primaryKey` query parameter.',
    );
  }
  if (second === undefined) return first;
  return fault(
    'index_primary_key_multiple_candidates_found',
    `The primary key inference failed as the engine found ${candidates.size} fields ending with \`id\` in their names: '${first}' and '${second}'. Please specify the primary key manually using the \`primaryKey\` query parameter.`,
  );
}

/** Finds the id of a document by its exact text. */
export type Identifier = (document: string) => Identity;

/**
 * Finds ids under `primaryKey`, in which `a.b` may also name a field inside an object. An error is
 * the one that the task of a single Meilisearch fails with. `mayEscapeNames`: as the payload says.
 */
export function identifier(primaryKey: string, mayEscapeNames: boolean): Identifier {
  if (primaryKey.includes('.')) {
    return (document) => {
      const [found, another] = findNested(document, primaryKey);
      if (another !== undefined) return ambiguous(document, primaryKey);
      return identityAt(document, primaryKey, found);
    };
  }
  const findQuickly = quickFinder(primaryKey, mayEscapeNames);
  return (document) => {
    const found = findQuickly(document) ?? findMember(document, 0, primaryKey);
    return identityAt(document, primaryKey, found);
  };
}

function identityAt(document: string, primaryKey: string, found: Span | undefined): Identity {
  // Meilisearch never finds a field without a name.
  if (found === undefined || primaryKey === '') {
    return quoting(document, (text) =>
      fault(
        'missing_document_id',
        `Document doesn't have a \`${primaryKey}\` attribute: \`${text}\`.`,
      ),
    );
  }
  return identify(document.slice(found.start, found.end));
}

function ambiguous(document: string, primaryKey: string): IdentityFault {
  return quoting(document, (text) =>
    fault(
      'invalid_document_id',
      `Document have too many matching \`${primaryKey}\` attribute: \`${text}\`.`,
    ),
  );
}

/** Whether Meilisearch would store a document under this id. */
export function isValidDocumentId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,511}$/.test(text);
}

/** Reads a document id from its JSON text, which {@link checkDecodable} accepts. */
export function identify(value: string): Identity {
  if (value.charCodeAt(0) === quote) {
    const id = decodeString(value, 0, value.length);
    if (isValidDocumentId(id)) return { ok: true, id };
  } else if (isInteger(value)) {
    return { ok: true, id: value };
  }
  return quoting(value, (text) =>
    fault(
      'invalid_document_id',
      `Document identifier \`${text}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`,
    ),
  );
}

// JSON's integers are in the form that Meilisearch prints, as long as they fit its 64 bits.
function isInteger(value: string): boolean {
  if (/^(?:0|-?[1-9]\d{0,17})$/.test(value)) return true;
  return /^-?\d+$/.test(value) && printNumber(value) === value;
}

// Native searches find the member `name` of nearly every document, faster than a walk over all of
// them. In valid JSON, `"name":` is a key unless its first quote is escaped; it is the document's
// own key if no object has begun before it, and the last of that name if nothing after it can be
// one. Of the names that only `\u` can write in another way.
function quickFinder(
  name: string,
  mayEscapeNames: boolean,
): (document: string) => Span | undefined {
  if (!/^\w+$/.test(name)) return () => undefined;
  const quoted = `"${name}"`;
  const key = `${quoted}:`;
  return (document) => {
    const at = document.indexOf(key);
    if (at === -1 || document.charCodeAt(at - 1) === backslash) return undefined;
    if (at > 1 && document.lastIndexOf('{', at) > 0) return undefined;
    const start = skipSpace(document, at + key.length);
    const end = skipValue(document, start);
    if (document.includes(quoted, end)) return undefined;
    return mayEscapeNames && document.includes('\\u', end) ? undefined : { start, end };
  };
}

// The values that `path` may mean: `a.b.c` is looked for as it is, as `c` in `a.b`, and as `b.c` in
// `a`. Of duplicate fields the last counts at the top level, and all of them further down.
function findNested(document: string, path: string): readonly Span[] {
  const found: Span[] = [];
  for (const [name, rest] of splits(path)) {
    const member = name === '' ? undefined : findMember(document, 0, name);
    if (member === undefined) continue;
    if (rest === '') found.push(member);
    else collectNested(document, member.start, rest, found);
  }
  return found;
}

function collectNested(document: string, at: number, path: string, found: Span[]): void {
  if (document.charCodeAt(at) !== openBrace) return;
  forEachMember(document, at, (key, _keyStart, start, end) => {
    if (key === path) found.push({ start, end });
    else if (path.startsWith(`${key}.`)) {
      collectNested(document, start, path.slice(key.length + 1), found);
    }
  });
}

function splits(path: string): [string, string][] {
  const parts = path.split('.');
  return parts.map((_part, place) => [
    parts.slice(0, place + 1).join('.'),
    parts.slice(place + 1).join('.'),
  ]);
}

// Messages quote JSON as Meilisearch decodes it, and it fails otherwise if it cannot.
function quoting(text: string, faultOf: (quoted: string) => IdentityFault): IdentityFault {
  try {
    checkDecodable(text, 0);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { line, column } = positionOf(text, error);
    const crash = `called \`Result::unwrap()\` on an \`Err\` value: Error("${error.message}", line: ${line}, column: ${column})`;
    const message = `An unexpected crash occurred when processing the task: ${crash}`;
    return { ok: false, error: new ApiError(500, 'internal', 'internal', message) };
  }
  return faultOf(printValue(text, 0, text.length));
}

function fault(code: string, message: string): IdentityFault {
  return { ok: false, error: invalidRequest(code, message) };
}
