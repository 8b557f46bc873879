import { MalformedRequest } from '../protocol/api-error.ts';
import { parseJson, parseObject } from '../protocol/json-object.ts';
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
  const members = Object.entries(parseObject(text));
  const [name, filter]: [string, unknown] = members[0] ?? ['', null];
  if (members.length !== 1 || name !== 'filter') {
    throw new MalformedRequest('The body is not an object with a filter.');
  }
  return JSON.stringify(checkFilter(filter));
}
