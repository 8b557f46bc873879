import {
  describeSyntaxError,
  JsonSyntaxError,
  unexpectedCharacter,
} from '../../engine/base/json/syntax-error.ts';
import { printDouble } from '../../engine/base/json/print.ts';
import { checkDecodable } from '../../engine/base/json/decode.ts';
import { skipSpace } from '../../engine/base/json/scan.ts';
import { nameMeant } from '../../engine/indexes/did-you-mean.ts';
import {
  type ApiError,
  ApiError as Refusal,
  invalidRequest,
} from '../../engine/protocol/api-error.ts';
import type { NodeCall } from './request.ts';

/**
 * Checks what clients send as deserr does for Meilisearch v1.21: member by member, the first fault
 * counts, and its message names the place.
 */

/** Reads one value; throws Meilisearch's error, which carries `code`. */
export type Reader<Value> = (value: unknown, path: string, code: string) => Value;

/** How to read one member of a body, and the code of the error if it cannot be. */
export interface Field<Value> {
  readonly read: Reader<Value>;
  readonly code: string;
}

/** The parsed body of a request that must be JSON. Throws the errors of a bad content type or text. */
export function jsonBody(call: NodeCall): unknown {
  const { contentType, body } = call;
  if (contentType === null)
    throw contentTypeError('missing_content_type', 'A Content-Type header is missing.');
  if (!/^\s*[^/;\s]+\/([^;\s]+\+)?json\s*(;|$)/i.test(contentType)) {
    const message = `The Content-Type \`${contentType}\` is invalid.`;
    throw contentTypeError('invalid_content_type', message);
  }
  if (body === '') throw invalidRequest('missing_payload', 'A json payload is missing.');
  try {
    const value: unknown = JSON.parse(body);
    return value;
  } catch {
    throw malformed(body);
  }
}

/** Reads an object with these fields and no others; absent ones are left out. */
export function readFields<Value>(
  value: unknown,
  path: string,
  fields: ReadonlyMap<string, Field<Value>>,
  code = 'bad_request',
): Map<string, Value> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType(value, path, code, 'an object');
  }
  const found = new Map<string, Value>();
  for (const [name, member] of Object.entries(value)) {
    const field = fields.get(name);
    if (field === undefined) throw unknownName('field', name, path, { names: fields.keys(), code });
    found.set(name, field.read(member, `${path}.${name}`, field.code));
  }
  return found;
}

export const text: Reader<string> = (value, path, code) => {
  if (typeof value === 'string') return value;
  throw wrongType(value, path, code, 'a string');
};

export const flag: Reader<boolean> = (value, path, code) => {
  if (typeof value === 'boolean') return value;
  throw wrongType(value, path, code, 'a boolean');
};

export const size: Reader<number> = (value, path, code) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 64) {
    return value;
  }
  throw wrongType(value, path, code, 'a positive integer');
};

export const number: Reader<number> = (value, path, code) => {
  if (typeof value === 'number') return value;
  throw wrongType(value, path, code, 'a number');
};

export const anything: Reader<unknown> = (value) => value;

export function orNull<Value>(read: Reader<Value>): Reader<Value | null> {
  return (value, path, code) => (value === null ? null : read(value, path, code));
}

export function listOf<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (value, path, code) => {
    if (!Array.isArray(value)) throw wrongType(value, path, code, 'an array');
    return value.map((element, place) => read(element, `${path}[${place}]`, code));
  };
}

export function mapOf<Value>(read: Reader<Value>): Reader<ReadonlyMap<string, Value>> {
  return (value, path, code) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrongType(value, path, code, 'an object');
    }
    const members = Object.entries(value).map(([name, member]): [string, Value] => [
      name,
      read(member, `${path}.${name}`, code),
    ]);
    return new Map(members);
  };
}

export function oneOf<Value extends string>(...allowed: readonly Value[]): Reader<Value> {
  return (value, path, code) => {
    const given = text(value, path, code);
    const found = allowed.find((candidate) => candidate === given);
    if (found !== undefined) return found;
    const message = `Unknown value \`${given}\`${at(path)}: ${expectation(given, allowed)}`;
    throw invalidRequest(code, message);
  };
}

/** The error for a value that has the right type and is wrong all the same. */
export function invalidValue(path: string, code: string, reason: string): ApiError {
  return invalidRequest(code, `Invalid value${at(path)}: ${reason}`);
}

/** The error for a name that is none of `names`. */
export function unknownName(
  what: 'field' | 'parameter',
  name: string,
  path: string,
  known: { readonly names: Iterable<string>; readonly code?: string },
): ApiError {
  const where = path === '' ? '' : ` inside \`${path}\``;
  const expected = expectation(name, [...known.names]);
  return invalidRequest(
    known.code ?? 'bad_request',
    `Unknown ${what} \`${name}\`${where}: ${expected}`,
  );
}

/** The error for a value of the wrong type. */
function wrongType(value: unknown, path: string, code: string, expected: string): ApiError {
  const found = `expected ${expected}, but found ${describe(value)}`;
  return invalidRequest(code, `Invalid value type${at(path)}: ${found}`);
}

/** `did you mean …` and the names that are allowed. */
export function expectation(given: string, allowed: readonly string[]): string {
  const meant = nameMeant(given, allowed);
  const hint = meant === undefined ? '' : `did you mean \`${meant}\`? `;
  return `${hint}expected one of ${allowed.map((name) => `\`${name}\``).join(', ')}`;
}

function at(path: string): string {
  return path === '' ? '' : ` at \`${path}\``;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 64) {
      return `a number: \`${printDouble(value)}\``;
    }
    return `a ${value < 0 ? 'negative' : 'positive'} integer: \`${value}\``;
  }
  const kind =
    typeof value === 'string'
      ? 'a string'
      : typeof value === 'boolean'
        ? 'a boolean'
        : Array.isArray(value)
          ? 'an array'
          : 'an object';
  return `${kind}: \`${JSON.stringify(value)}\``;
}

function malformed(body: string): ApiError {
  let reason = 'expected value at line 1 column 1';
  try {
    const end = skipSpace(body, checkDecodable(body, skipSpace(body, 0)));
    if (end < body.length) throw unexpectedCharacter('trailing characters', end);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    reason = describeSyntaxError(body, error);
  }
  const message = `The json payload provided is malformed. \`${reason}\`.`;
  return invalidRequest('malformed_payload', message);
}

function contentTypeError(code: string, message: string): ApiError {
  const accepted = 'Accepted values for the Content-Type header are: `application/json`';
  return new Refusal(415, code, 'invalid_request', `${message} ${accepted}`);
}
