import { must } from '../base/assert.ts';
import { findMember, skipSpace } from '../base/json/scan.ts';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseObject } from '../protocol/json-object.ts';
import { disguiseJson, disguiseMarkers } from '../protocol/hidden-names.ts';
import type { QueryParameter } from '../protocol/routed-request.ts';
import { sortRulesOf } from '../search/parse-parameter.ts';
import { checkFilter, type Filter, filterFromQuery } from './filter.ts';

/** A question for stored documents: `GET …/documents` and `POST …/documents/fetch`. */
export interface DocumentQuery {
  readonly offset: number;
  readonly limit: number;
  /** Null: all fields. */
  readonly fields: readonly string[] | null;
  readonly retrieveVectors: boolean;
  /** The exact text of a JSON list; null: any. */
  readonly ids: string | null;
  readonly filter: Filter | null;
  readonly sort: readonly string[] | null;
}

type Draft = { -readonly [Key in keyof DocumentQuery]: DocumentQuery[Key] };

function defaults(): Draft {
  return {
    offset: 0,
    limit: 20,
    fields: null,
    retrieveVectors: false,
    ids: null,
    filter: null,
    sort: null,
  };
}

/** Reads a query string; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseDocumentParameters(query: readonly QueryParameter[]): DocumentQuery {
  const draft = defaults();
  // The last of a name counts, whatever the others are.
  const last = new Map(query.map(({ name, value }) => [name, value]));
  for (const [name, value] of last) readParameter(draft, name, value);
  return draft;
}

/** Reads the body of `documents/fetch`; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseDocumentBody(text: string): DocumentQuery {
  const draft = defaults();
  for (const [name, value] of Object.entries(parseObject(text))) {
    readMember(draft, name, { value, text: memberText(text, name) });
  }
  return draft;
}

/** Reads `fields` and `retrieveVectors`, which is all that a single document takes. */
export function parseDocumentProjection(
  query: readonly QueryParameter[],
): Pick<DocumentQuery, 'fields' | 'retrieveVectors'> {
  for (const { name } of query) {
    if (name !== 'fields' && name !== 'retrieveVectors') {
      throw new MalformedRequest(`Unknown parameter \`${name}\`.`);
    }
  }
  return parseDocumentParameters(query);
}

function readParameter(draft: Draft, name: string, value: string): void {
  switch (name) {
    case 'offset':
    case 'limit':
      draft[name] = wholeNumber(name, /^\+?\d{1,15}$/.test(value) ? Number(value) : value);
      return;
    case 'fields':
      draft.fields = itemsOf(value).includes('*') ? null : itemsOf(value);
      return;
    case 'ids':
      draft.ids = JSON.stringify(itemsOf(value));
      return;
    case 'sort':
      draft.sort = sortRulesOf(disguiseMarkers(value));
      return;
    case 'retrieveVectors':
      if (value !== 'true' && value !== 'false') throw wrongValue(name);
      draft.retrieveVectors = value === 'true';
      return;
    case 'filter':
      draft.filter = value === '' ? null : disguiseJson(filterFromQuery(value));
      return;
    default:
      throw new MalformedRequest(`Unknown parameter \`${name}\`.`);
  }
}

/** A member of a body, and its exact text. */
interface Member {
  readonly value: unknown;
  readonly text: string;
}

function readMember(draft: Draft, name: string, { value, text }: Member): void {
  switch (name) {
    case 'offset':
    case 'limit':
      draft[name] = wholeNumber(name, value);
      return;
    case 'fields':
      draft.fields = value === null ? null : textsOf(name, value);
      return;
    case 'sort':
      draft.sort = value === null ? null : textsOf(name, value).map(disguiseMarkers);
      return;
    case 'ids':
      if (value !== null && !Array.isArray(value)) throw wrongValue(name);
      // Which of them are ids is said once the index is found.
      draft.ids = value === null ? null : text;
      return;
    case 'retrieveVectors':
      if (typeof value !== 'boolean') throw wrongValue(name);
      draft.retrieveVectors = value;
      return;
    case 'filter':
      draft.filter = value === null ? null : disguiseJson(checkFilter(text));
      return;
    default:
      throw new MalformedRequest(`Unknown field \`${name}\`.`);
  }
}

// Empty items do not count.
function itemsOf(value: string): string[] {
  return value.split(',').filter((item) => item !== '');
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw wrongValue(name);
  }
  return value;
}

function textsOf(name: string, value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
    throw wrongValue(name);
  }
  return value;
}

/** Numbers that are too large to be read stay as they are. */
function memberText(text: string, name: string): string {
  const { start, end } = must(findMember(text, skipSpace(text, 0), name), name);
  return text.slice(start, end);
}

function wrongValue(name: string): MalformedRequest {
  return new MalformedRequest(`\`${name}\` has a value that is not allowed.`);
}
