import { findMember, skipSpace } from '../base/json/scan.ts';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseJson, parseObject } from '../protocol/json-object.ts';
import { checkFilter, type Filter } from './filter.ts';

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
 * Reads the body of `documents/delete`: answers the filter. Throws
 * {@link MalformedRequest} unless it is an object with nothing but a filter.
 */
export function parseDeleteFilter(text: string): Filter {
  const names = Object.keys(parseObject(text));
  const span = findMember(text, skipSpace(text, 0), 'filter');
  if (names.length !== 1 || span === undefined) {
    throw new MalformedRequest('The body is not an object with a filter.');
  }
  return checkFilter(text.slice(span.start, span.end));
}
