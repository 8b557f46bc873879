import { isValidDocumentId } from '../../engine/documents/payload/primary-key.ts';
import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { matchingDocuments, readFilter, readFilterText } from './filter.ts';
import type { NodeState } from './node-state.ts';
import {
  items,
  type Parameter,
  plainText,
  readParameters,
  truth,
  wholeNumber,
} from './parameters.ts';
import { projectFields } from './projection.ts';
import { checkUid } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import {
  anything,
  type Field,
  flag,
  jsonBody,
  listOf,
  orNull,
  readFields,
  size,
  text,
} from './shape.ts';
import { readSort, sortDocuments } from './sort.ts';
import type { StoredDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';

/** `GET /indexes/{uid}/documents/{id}` */
export function answerGet(state: NodeState, uid: string, id: string, call: NodeCall): ModelReply {
  const parameters = readParameters<unknown>(call.query, getParameters);
  const index = state.index(checkUid(uid));
  const internalId = index.internalId(id);
  if (internalId === undefined) {
    const message = `Document \`${id}\` not found.`;
    throw new ApiError(404, 'document_not_found', 'invalid_request', message);
  }
  const fields = stringsOf(parameters.get('fields'));
  return { status: 200, body: showDocument(index.document(internalId), allOr(fields), parameters) };
}

/** The text of a document; with vectors, of which the model has none. */
function showDocument(
  document: StoredDocument,
  fields: readonly string[] | null,
  query: ReadonlyMap<string, unknown>,
): string {
  const shown = projectFields(document, fields);
  if (query.get('retrieveVectors') !== true) return shown;
  return `${shown.slice(0, -1)}${shown === '{}' ? '' : ','}"_vectors":{}}`;
}

/** `GET /indexes/{uid}/documents` */
export function answerList(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const query = readParameters<unknown>(call.query, listParameters);
  const filter = query.get('filter');
  if (typeof filter === 'string')
    query.set('filter', filter === '' ? null : readFilterText(filter));
  if (query.has('fields')) query.set('fields', allOr(stringsOf(query.get('fields'))));
  return answerQuery(state, uid, query);
}

/** `POST /indexes/{uid}/documents/fetch` */
export function answerFetch(state: NodeState, uid: string, call: NodeCall): ModelReply {
  return answerQuery(state, uid, readFields<unknown>(jsonBody(call), '', fetchFields));
}

const getParameters: ReadonlyMap<string, Parameter<unknown>> = new Map<string, Parameter<unknown>>([
  ['fields', { read: items, code: 'invalid_document_fields' }],
  ['retrieveVectors', { read: truth, code: 'invalid_document_retrieve_vectors' }],
]);

const listParameters: ReadonlyMap<string, Parameter<unknown>> = new Map<string, Parameter<unknown>>(
  [
    ['offset', { read: wholeNumber, code: 'invalid_document_offset' }],
    ['limit', { read: wholeNumber, code: 'invalid_document_limit' }],
    ['fields', { read: items, code: 'invalid_document_fields' }],
    ['retrieveVectors', { read: truth, code: 'invalid_document_retrieve_vectors' }],
    ['ids', { read: items, code: 'invalid_document_ids' }],
    ['filter', { read: plainText, code: 'invalid_document_filter' }],
    ['sort', { read: items, code: 'invalid_document_sort' }],
  ],
);

const fetchFields: ReadonlyMap<string, Field<unknown>> = new Map<string, Field<unknown>>([
  ['offset', { read: size, code: 'invalid_document_offset' }],
  ['limit', { read: size, code: 'invalid_document_limit' }],
  ['fields', { read: orNull(listOf(text)), code: 'invalid_document_fields' }],
  ['retrieveVectors', { read: flag, code: 'invalid_document_retrieve_vectors' }],
  ['ids', { read: orNull(listOf(anything)), code: 'invalid_document_ids' }],
  ['filter', { read: anything, code: 'invalid_document_filter' }],
  ['sort', { read: orNull(listOf(text)), code: 'invalid_document_sort' }],
]);

function answerQuery(
  state: NodeState,
  uid: string,
  query: ReadonlyMap<string, unknown>,
): ModelReply {
  const index = state.index(checkUid(uid));
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 20);
  const fields = stringsOf(query.get('fields'));
  const matching = select(index, query);
  const sort = stringsOf(query.get('sort')) ?? [];
  const ordered = sort.length === 0 ? matching : sorted(index, matching, sort);
  const results: string[] = [];
  for (const internalId of ordered.slice(offset, offset + limit)) {
    results.push(showDocument(index.document(internalId), fields, query));
  }
  const body = `{"results":[${results.join(',')}],"offset":${offset},"limit":${limit},"total":${matching.length}}`;
  return { status: 200, body };
}

/** The internal ids of the documents that a query is about, ascending. */
function select(index: StoredIndex, query: ReadonlyMap<string, unknown>): readonly number[] {
  const code = 'invalid_document_filter';
  const filter =
    query.has('filter') && query.get('filter') !== null
      ? readFilter(query.get('filter'), code)
      : null;
  const ids = query.get('ids');
  const filtered = filter === null ? index.live : matchingDocuments(index, filter, code);
  if (!Array.isArray(ids)) return filtered;
  const wanted = new Set(ids.flatMap((id, place) => index.internalId(checkId(id, place)) ?? []));
  return filtered.filter((internalId) => wanted.has(internalId));
}

function checkId(id: unknown, place: number): string {
  const given = typeof id === 'string' ? id : JSON.stringify(id);
  if (isValidDocumentId(given)) return given;
  throw invalidRequest(
    'invalid_document_ids',
    `In \`.ids[${place}]\`: Document identifier \`${JSON.stringify(id)}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`,
  );
}

/**
 * Unlike v1.21, which loses the documents that lack the attribute and repeats others from page to
 * page, the model sorts them all.
 */
function sorted(
  index: StoredIndex,
  internalIds: readonly number[],
  sort: readonly string[],
): readonly number[] {
  const criteria = readSort(index, sort, 'invalid_document_sort');
  return sortDocuments(index, internalIds, criteria);
}

function stringsOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

/** In a query string, `*` stands for all fields. */
function allOr(fields: readonly string[] | null): readonly string[] | null {
  return fields === null || fields.includes('*') ? null : fields;
}
