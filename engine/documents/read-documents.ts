import { allShards } from '../placement/shard-map.ts';
import { compareCodePoints } from '../base/order.ts';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { readShards } from '../gather/read.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { shardForKey } from '../placement/hash.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { notSupported, shardUnavailable } from '../protocol/api-error.ts';
import { coverageHeaders } from '../protocol/coverage.ts';
import { markers } from '../protocol/markers.ts';
import { scrubErrorBody } from '../protocol/scrub.ts';
import { jsonBody } from '../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { narrowFilter } from './filter.ts';
import {
  type DocumentQuery,
  parseDocumentBody,
  parseDocumentParameters,
  parseDocumentProjection,
} from './parse-read.ts';
import { readDocumentList, type StoredDocument, withoutMarkers } from './stored-document.ts';

/** `GET /indexes/{uid}/documents` */
export async function listDocuments(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const query = parseDocumentParameters(request.query);
  return fetchDocuments(context, request, query);
}

/** `POST /indexes/{uid}/documents/fetch` */
export async function fetchDocumentsByBody(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  return fetchDocuments(context, request, parseDocumentBody(jsonBody(request)));
}

/** `GET /indexes/{uid}/documents/{id}` */
export async function getDocument(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  parseDocumentProjection(request.query);
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  const id = request.parameters['id'] ?? '';
  const shard = shardForKey(id, index.shards);
  const { query } = request.http;
  const path = `${indexPath(index.uid)}/documents/${encodeURIComponent(id)}`;
  const operation = 'get-document';
  const outcome = await readShards(context, {
    operation,
    index,
    shards: [shard],
    sticky: id,
    request: (): NodeRequest => ({ method: 'GET', path: query === '' ? path : `${path}?${query}` }),
    read: withoutMarkers,
  }).catch((error: unknown) => refusalOfStale(context, operation, error));
  if ('status' in outcome) return outcome;
  const [body] = outcome.values;
  if (body === undefined) throw shardUnavailable([shard]);
  return { status: 200, body, headers: coverageHeaders(context, operation, outcome) };
}

/** What a replica that lacks a write refused, with a note that it does; rethrows everything else. */
function refusalOfStale(context: EngineContext, operation: string, error: unknown): Answer {
  if (!(error instanceof NodeRefusal) || error.stale.length === 0) throw error;
  const { status, body, stale } = error;
  const headers = coverageHeaders(context, operation, { missing: [], stale });
  return { status, body: scrubErrorBody(body), headers };
}

async function fetchDocuments(
  context: EngineContext,
  request: RoutedRequest,
  query: DocumentQuery,
): Promise<Answer> {
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  if (query.sort !== null && query.sort.length > 0) {
    throw notSupported('Sorting listed documents comes later; search with `sort` instead.');
  }
  const { values, ...coverage } = await readDocuments(context, index, query);
  const headers = coverageHeaders(context, 'documents', coverage);
  const total = values.reduce((sum, value) => sum + value.total, 0);
  const results = page(values, query).map((document) => withoutMarkers(document.text));
  const { offset, limit } = query;
  const body = `{"results":[${results.join(',')}],"offset":${offset},"limit":${limit},"total":${total}}`;
  return { status: 200, body, headers };
}

function readDocuments(
  context: EngineContext,
  index: IndexRecord,
  query: DocumentQuery,
): ReturnType<typeof readShards<ReturnType<typeof readDocumentList>>> {
  return readShards(context, {
    operation: 'list-documents',
    index,
    shards: allShards(index.shards),
    sticky: `documents ${index.uid}`,
    request: ({ filter }) => fetchRequest(index, nodeQuery(query, filter)),
    otherwise: ({ filter }, refusal) =>
      refusal.includes(sequenceUnknown)
        ? fetchRequest(index, { ...nodeQuery(query, filter), sort: [] })
        : undefined,
    read: readDocumentList,
  });
}

/** A node that has no document of the index yet does not know the field and cannot sort by it. */
const sequenceUnknown = `Attribute \`${markers.sequence}\` is not sortable`;

function fetchRequest(index: IndexRecord, query: Record<string, unknown>): NodeRequest {
  const path = `${indexPath(index.uid)}/documents/fetch`;
  return { method: 'POST', path, body: JSON.stringify(query) };
}

/** What one node is asked: every document that may be on the page, in the order of first insertion. */
function nodeQuery(query: DocumentQuery, shardFilter: string | null): Record<string, unknown> {
  const { fields, ids, retrieveVectors } = query;
  return {
    offset: 0,
    limit: query.offset + query.limit,
    retrieveVectors,
    filter: narrowFilter(query.filter, shardFilter),
    sort: [`${markers.sequence}:asc`],
    ...(fields === null ? {} : { fields: [...fields, markers.sequence] }),
    ...(ids === null ? {} : { ids }),
  };
}

function page(
  lists: readonly { documents: readonly StoredDocument[] }[],
  { offset, limit }: DocumentQuery,
): readonly StoredDocument[] {
  return lists
    .flatMap((list) => list.documents)
    .toSorted((left, right) => compareCodePoints(left.sequence, right.sequence))
    .slice(offset, offset + limit);
}
