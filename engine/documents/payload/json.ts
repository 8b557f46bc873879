import { closeBracket, comma, openBrace, openBracket } from '../../base/json/characters.ts';
import { checkDecodable } from '../../base/json/decode.ts';
import { endOfFlatObject } from '../../base/json/flat-object.ts';
import { skipSpace } from '../../base/json/scan.ts';
import {
  describeSyntaxError,
  JsonSyntaxError,
  unexpectedCharacter,
} from '../../base/json/syntax-error.ts';
import { missing } from '../../base/json/tokens.ts';
import { validateValue } from '../../base/json/validate.ts';
import type { ContentType } from './content-type.ts';
import { type ElementFault, findElementFault } from './element.ts';
import { malformedJson, notAnObject } from './payload-error.ts';

const endOfList = 'EOF while parsing a list';

/** Documents as they are cut out of a payload. */
interface CutDocuments {
  readonly documents: string[];
  /** Places of those that are not known to be decodable. */
  readonly doubtful: Set<number>;
}

/**
 * The documents of a JSON payload: a list of objects, or one object.
 * Throws Meilisearch's own {@link ApiError} when it is malformed. Whatever follows a list is not
 * read, for Meilisearch does not read it either.
 */
export function readJson(text: string): CutDocuments {
  return describingErrors('json', text, () => {
    const start = skipSpace(text, 0);
    return text.charCodeAt(start) === openBracket ? readList(text, start) : readOne(text, start);
  });
}

/**
 * The documents of a payload of JSON values one after another (line breaks are optional).
 * Throws Meilisearch's own {@link ApiError} when it is malformed.
 */
export function readNdjson(text: string): CutDocuments {
  return describingErrors('ndjson', text, () => {
    const payload: CutDocuments = { documents: [], doubtful: new Set() };
    let at = skipSpace(text, 0);
    while (at < text.length) {
      const { end, fault } = cutDocument(text, at, payload);
      if (/[^{["]/.test(text.charAt(at))) checkWordEnd(text, end);
      if (fault !== undefined) throw elementError('ndjson', fault);
      at = skipSpace(text, end);
    }
    return payload;
  });
}

function describingErrors<Result>(type: ContentType, text: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw malformedJson(type, describeSyntaxError(text, error));
    throw error;
  }
}

function readList(text: string, start: number): CutDocuments {
  const payload: CutDocuments = { documents: [], doubtful: new Set() };
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === closeBracket) return payload;
  if (at >= text.length) throw new JsonSyntaxError(endOfList, at);
  for (;;) {
    const { end, fault } = cutDocument(text, at, payload);
    at = skipSpace(text, end);
    if (fault !== undefined) throw listError(text, at, fault);
    const unit = text.charCodeAt(at);
    if (unit === closeBracket) return payload;
    if (unit !== comma) throw missing(text, at, 'expected `,` or `]`', endOfList);
    at = skipSpace(text, at + 1);
    if (text.charCodeAt(at) === closeBracket) throw unexpectedCharacter('trailing comma', at);
  }
}

// Adds the value at `at` to the documents; the caller knows what to say if it cannot be one.
function cutDocument(
  text: string,
  at: number,
  { documents, doubtful }: CutDocuments,
): { readonly end: number; readonly fault: ElementFault | undefined } {
  const flatEnd = endOfFlatObject(text, at);
  const end = flatEnd ?? validateValue(text, at);
  const value = text.slice(at, end);
  documents.push(value);
  if (flatEnd !== undefined) return { end, fault: undefined };
  doubtful.add(documents.length - 1);
  return { end, fault: findElementFault(value) };
}

// After a bad element the engine still wants the list to end, and complains about that first.
function listError(text: string, at: number, fault: ElementFault): Error {
  const unit = text.charCodeAt(at);
  if (unit === closeBracket) return elementError('json', fault);
  if (unit !== comma) return missing(text, at, 'trailing characters', endOfList);
  const next = skipSpace(text, at + 1);
  const reason = text.charCodeAt(next) === closeBracket ? 'trailing comma' : 'trailing characters';
  return missing(text, next, reason, reason);
}

function elementError(type: ContentType, fault: ElementFault): Error {
  return fault.kind === 'syntax' ? malformedJson(type, fault.reason) : notAnObject(fault.reason);
}

function readOne(text: string, start: number): CutDocuments {
  const end = checkDecodable(text, start);
  if (text.charCodeAt(start) !== openBrace) {
    throw malformedJson('json', 'data are neither an object nor a list of objects');
  }
  const tail = skipSpace(text, end);
  if (tail < text.length) throw unexpectedCharacter('trailing characters', tail);
  return { documents: [text.slice(start, end)], doubtful: new Set() };
}

// A number or a literal must be set apart from what follows it.
function checkWordEnd(text: string, at: number): void {
  if (at < text.length && !' \n\t\r"[]{},:'.includes(text.charAt(at))) {
    throw unexpectedCharacter('trailing characters', at);
  }
}
