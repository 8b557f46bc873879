import { skipSpace } from '../base/json/scan.ts';
import { MalformedRequest } from '../protocol/api-error.ts';
import { checkFilter } from './filter.ts';

/**
 * Reads the body of `documents/delete-batch`: any JSON values, each taken by its text, as Meilisearch
 * does. Throws {@link MalformedRequest} unless it is an array.
 */
export function parseDeleteBatch(text: string): string[] {
  const values = parseJson(text);
  if (!Array.isArray(values)) throw new MalformedRequest('The body is not an array of ids.');
  return values.map((value: unknown) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
}

/**
 * Reads the body of `documents/delete`: answers the filter's JSON text. Throws
 * {@link MalformedRequest} unless it is an object with nothing but a filter.
 */
export function parseDeleteFilter(text: string): string {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedRequest('The body is not an object with a filter.');
  }
  const members = Object.entries(value);
  const [name, filter]: [string, unknown] = members[0] ?? ['', null];
  if (members.length !== 1 || name !== 'filter') {
    throw new MalformedRequest('The body is not an object with a filter.');
  }
  return JSON.stringify(checkFilter(filter));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.slice(skipSpace(text, 0)));
  } catch {
    throw new MalformedRequest('The body is not JSON.', 'malformed_payload');
  }
}
