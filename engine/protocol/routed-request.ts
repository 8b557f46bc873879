import { describeSyntaxError, unexpectedCharacter } from '../base/json/syntax-error.ts';
import type { Caller } from '../keys/caller.ts';
import type { HttpRequest } from '../ports/http.ts';
import { type ApiError, invalidRequest } from './api-error.ts';

/** A request after routing: which template it matched and what its path and query say. */
export interface RoutedRequest {
  readonly http: HttpRequest;
  /** The template, for logs and metrics: `/indexes/{uid}/search`. */
  readonly template: string;
  /** The values in the template's braces, percent-decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Query parameters in order, percent-decoded, each name once. */
  readonly query: readonly QueryParameter[];
  /** Who sent it, and so what else it may see and do besides using the route. */
  readonly caller: Caller;
}

export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/** An answer to a client before the common headers are added. `body` is JSON text, or empty. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What follows the body, for as long as it lasts. */
  readonly stream?: AsyncIterable<string>;
}

/**
 * Reads a query string (`a=1&b=2`, `+` for space) in its order. Of a repeated parameter the last value
 * counts, in the place of the first.
 */
export function parseQuery(query: string): QueryParameter[] {
  const values = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    values.set(decodeFormText(name), decodeFormText(value));
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

/** The value of a query parameter. */
export function queryValue(query: readonly QueryParameter[], name: string): string | undefined {
  return query.find((parameter) => parameter.name === name)?.value;
}

/** Percent-decodes; bytes that are not UTF-8 become U+FFFD, a `%` without its digits stays. */
export function decodePercent(text: string): string {
  return text.includes('%') ? text.replaceAll(escapedCharacter, decodeCharacter) : text;
}

// One character in UTF-8 by its first byte, as far as it goes, else one byte.
const escapedCharacter =
  /%[cd][\da-f](?:%[89ab][\da-f])?|%e[\da-f](?:%[89ab][\da-f]){0,2}|%f[0-7](?:%[89ab][\da-f]){0,3}|%[\da-f]{2}/gi;

function decodeCharacter(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return '\ufffd';
  }
}

/** The text of a body; throws Meilisearch's `malformed_payload` if it is not UTF-8. */
export function bodyText(request: Pick<RoutedRequest, 'http'>): string {
  const { body } = request.http;
  if (body.kind === 'invalid-utf8') throw notUnicode(body.validText);
  // The pipeline refuses what is too large before a family sees it.
  return body.kind === 'text' ? body.text : '';
}

function notUnicode(validText: string): ApiError {
  const error = unexpectedCharacter('invalid unicode code point', validText.length);
  const reason = describeSyntaxError(`${validText}\ufffd`, error);
  return invalidRequest(
    'malformed_payload',
    `The json payload provided is malformed. \`${reason}\`.`,
  );
}

/** An answer with `value` as its JSON body. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) };
}

function decodeFormText(text: string): string {
  return decodePercent(text.replaceAll('+', ' '));
}
