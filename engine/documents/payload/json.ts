import { closeBracket, comma, openBrace, openBracket } from '../../base/json/characters.ts';
import { checkDecodable } from '../../base/json/decode.ts';
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

/**
 * The documents of a JSON payload: a list of objects, or one object.
 * Throws Meilisearch's own {@link ApiError} when it is malformed. Whatever follows a list is not
 * read, for Meilisearch does not read it either.
 */
export function readJson(text: string): readonly string[] {
  return describingErrors('json', text, () => {
    const start = skipSpace(text, 0);
    return text.charCodeAt(start) === openBracket ? readList(text, start) : readOne(text, start);
  });
}

/**
 * The documents of a payload of JSON values one after another (line breaks are optional).
 * Throws Meilisearch's own {@link ApiError} when it is malformed.
 */
export function readNdjson(text: string): readonly string[] {
  return describingErrors('ndjson', text, () => {
    const documents: string[] = [];
    const mayHaveOddKeys = text.includes('\\u');
    let at = skipSpace(text, 0);
    while (at < text.length) {
      const end = validateValue(text, at);
      const document = text.slice(at, end);
      if (/[^{["]/.test(document.charAt(0))) checkWordEnd(text, end);
      const fault = findElementFault(document, mayHaveOddKeys);
      if (fault !== undefined) throw elementError('ndjson', fault);
      documents.push(document);
      at = skipSpace(text, end);
    }
    return documents;
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

function readList(text: string, start: number): readonly string[] {
  const documents: string[] = [];
  const mayHaveOddKeys = text.includes('\\u');
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === closeBracket) return documents;
  if (at >= text.length) throw new JsonSyntaxError(endOfList, at);
  for (;;) {
    const end = validateValue(text, at);
    const document = text.slice(at, end);
    const fault = findElementFault(document, mayHaveOddKeys);
    at = skipSpace(text, end);
    if (fault !== undefined) throw listError(text, at, fault);
    documents.push(document);
    const unit = text.charCodeAt(at);
    if (unit === closeBracket) return documents;
    if (unit !== comma) throw missing(text, at, 'expected `,` or `]`', endOfList);
    at = skipSpace(text, at + 1);
    if (text.charCodeAt(at) === closeBracket) throw unexpectedCharacter('trailing comma', at);
  }
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

function readOne(text: string, start: number): readonly string[] {
  const end = checkDecodable(text, start);
  if (text.charCodeAt(start) !== openBrace) {
    throw malformedJson('json', 'data are neither an object nor a list of objects');
  }
  const tail = skipSpace(text, end);
  if (tail < text.length) throw unexpectedCharacter('trailing characters', tail);
  return [text.slice(start, end)];
}

// A number or a literal must be set apart from what follows it.
function checkWordEnd(text: string, at: number): void {
  if (at < text.length && !' \n\t\r"[]{},:'.includes(text.charAt(at))) {
    throw unexpectedCharacter('trailing characters', at);
  }
}
