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

/** The documents of a payload, in order. */
export interface PayloadDocuments {
  /** The exact JSON text of each: no white space around the braces. */
  readonly documents: readonly string[];
  /** Places of those that are not known to be decodable: {@link undecodableReason} can tell. */
  readonly doubtful: ReadonlySet<number>;
  /** Whether a name may be written in other ways than letter by letter: with `\u` escapes. */
  readonly mayEscapeNames: boolean;
}

/**
 * The documents of a payload. Rows of CSV become JSON as Meilisearch types them. Throws the
 * {@link ApiError} that Meilisearch v1.21 answers when the payload is empty or malformed, word for
 * word.
 */
export function readPayload({ text, contentType, csvDelimiter }: Payload): PayloadDocuments {
  if (text === '') throw missingPayload(contentType);
  if (contentType === 'csv') {
    // Cells become JSON that can be decoded, and only control characters are escaped.
    const documents = readCsv(text, csvDelimiter);
    return { documents, doubtful: new Set(), mayEscapeNames: false };
  }
  const { documents, doubtful } = contentType === 'json' ? readJson(text) : readNdjson(text);
  return { documents, doubtful, mayEscapeNames: text.includes('\\u') };
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
