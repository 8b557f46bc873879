import { compareCodePoints } from '../../base/order.ts';
import { type ApiError, invalidRequest, MalformedRequest } from '../../protocol/api-error.ts';
import { describeValue } from '../../protocol/described-value.ts';
import { jsonBody } from '../../protocol/json-content-type.ts';
import { parseJson } from '../../protocol/json-object.ts';
import type { RoutedRequest } from '../../protocol/routed-request.ts';
import { limits } from '../../limits.ts';
import { readSize } from './payload-size.ts';

/** What is sent of the indexes that a pattern fits. */
export interface ExportedPattern {
  /** Any JSON value: whether it is a filter turns out when it is used. */
  readonly filter: unknown;
  readonly overrideSettings: boolean;
}

/** What a client asks for with `POST /export`. */
export interface ExportOrder {
  readonly url: string;
  readonly apiKey: string | null;
  /** In bytes; null: as is usual. */
  readonly payloadSize: bigint | null;
  /** By pattern, in the order in which they are tried. */
  readonly patterns: ReadonlyMap<string, ExportedPattern>;
}

const everything: ExportOrder['patterns'] = new Map([
  ['*', { filter: null, overrideSettings: false }],
]);

/**
 * Reads a request to export. No node can be asked what is wrong with one, for it might begin to export;
 * the words are Meilisearch's. Throws {@link ApiError}, or {@link MalformedRequest} if it is no object.
 */
export function parseExport(request: RoutedRequest): ExportOrder {
  const value = parseJson(jsonBody(request));
  if (!isObject(value)) throw new MalformedRequest('Invalid value type: expected an object');
  const order = { url: '', apiKey: null as string | null, payloadSize: null as bigint | null };
  let patterns = everything;
  for (const [name, member] of Object.entries(value)) {
    if (name === 'url') order.url = text('url', member);
    else if (name === 'apiKey') order.apiKey = member === null ? null : text('apiKey', member);
    else if (name === 'payloadSize') order.payloadSize = member === null ? null : size(member);
    else if (name === 'indexes') patterns = member === null ? everything : readPatterns(member);
    else throw unknownField(name, '', ['url', 'apiKey', 'payloadSize', 'indexes']);
  }
  return { ...order, patterns };
}

const textCodes = { url: 'invalid_export_url', apiKey: 'invalid_export_api_key' } as const;

function text(name: keyof typeof textCodes, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongType(textCodes[name], `.${name}`, 'a string', value);
}

function size(value: unknown): bigint {
  const code = 'invalid_export_payload_size';
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  if (typeof value !== 'string') {
    throw wrongType(code, '.payloadSize', 'a positive integer or a string', value);
  }
  const reading = readSize(value);
  if (reading.ok) return reading.bytes;
  throw invalidRequest(code, `Invalid value at \`.payloadSize\`: ${reading.reason}`);
}

function readPatterns(value: unknown): ExportOrder['patterns'] {
  if (!isObject(value)) throw wrongType('bad_request', '.indexes', 'an object', value);
  const patterns = Object.entries(value).map(([pattern, member]) => {
    if (!isPattern(pattern)) throw wrongPattern(pattern);
    return [pattern, readPattern(pattern, member)] as const;
  });
  return new Map(patterns.toSorted(([left], [right]) => compareCodePoints(left, right)));
}

function readPattern(pattern: string, value: unknown): ExportedPattern {
  const path = `.indexes.${pattern}`;
  if (!isObject(value)) throw wrongType('bad_request', path, 'an object', value);
  const read = { filter: null as unknown, overrideSettings: false };
  for (const [name, member] of Object.entries(value)) {
    if (name === 'filter') read.filter = member;
    else if (name === 'overrideSettings') {
      const code = 'invalid_export_index_override_settings';
      if (typeof member !== 'boolean') {
        throw wrongType(code, `${path}.overrideSettings`, 'a boolean', member);
      }
      read.overrideSettings = member;
    } else throw unknownField(name, ` inside \`${path}\``, ['filter', 'overrideSettings']);
  }
  return read;
}

function isPattern(pattern: string): boolean {
  return pattern.length <= limits.indexUidBytesMax && /^(?:[\w-]+\*?|\*)$/.test(pattern);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongPattern(pattern: string): ApiError {
  return invalidRequest(
    'bad_request',
    `Invalid value at \`.indexes\`: the key ${JSON.stringify(pattern)} could not be deserialized into the key type \`meilisearch_types::index_uid_pattern::IndexUidPattern\``,
  );
}

function wrongType(code: string, path: string, expected: string, value: unknown): ApiError {
  return invalidRequest(
    code,
    `Invalid value type at \`${path}\`: expected ${expected}, but found ${describeValue(value)}`,
  );
}

function unknownField(name: string, where: string, known: readonly string[]): ApiError {
  const names = known.map((one) => `\`${one}\``).join(', ');
  return invalidRequest(
    'bad_request',
    `Unknown field \`${name}\`${where}: expected one of ${names}`,
  );
}
