import { describeSyntaxError, unexpectedCharacter } from '../../base/json/syntax-error.ts';
import type { ApiError } from '../../protocol/api-error.ts';
import type { PayloadFormat } from './content-type.ts';
import { readCsv } from './csv.ts';
import { readJson, readNdjson } from './json.ts';
import { malformedCsv, malformedJson, missingPayload } from './payload-error.ts';

/** The body of a request that adds documents, and how to read it. */
export interface Payload extends PayloadFormat {
  readonly text: string;
}

/** The exact JSON text of each document, in order: no white space around the braces. */
export interface PayloadDocuments {
  readonly documents: readonly string[];
}

/**
 * The documents of a payload. Rows of CSV become JSON as Meilisearch types them. Throws the
 * {@link ApiError} that Meilisearch v1.21 answers when the payload is empty or malformed, word for
 * word.
 */
export function readPayload({ text, contentType, csvDelimiter }: Payload): PayloadDocuments {
  if (text === '') throw missingPayload(contentType);
  if (contentType === 'csv') return { documents: readCsv(text, csvDelimiter) };
  return { documents: contentType === 'json' ? readJson(text) : readNdjson(text) };
}

/**
 * The error for a payload that is not UTF-8; `validText` is what precedes the first bad byte, which
 * is what the position points at. (Meilisearch's depends on bytes that the engine never sees.)
 */
export function invalidUnicode(format: PayloadFormat, validText: string): ApiError {
  if (format.contentType === 'csv') return malformedCsv('invalid utf-8');
  const error = unexpectedCharacter('invalid unicode code point', validText.length);
  const reason = describeSyntaxError(`${validText}\ufffd`, error);
  return malformedJson(format.contentType, reason);
}
