import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { readShards } from '../gather/read.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { shardForKey } from '../placement/hash.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { shardUnavailable } from '../protocol/api-error.ts';
import { coverageHeaders } from '../protocol/coverage.ts';
import { jsonBody } from '../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { scrubErrorBody } from '../protocol/scrub.ts';
import { readDocumentPage } from './document-page.ts';
import {
  type DocumentQuery,
  parseDocumentBody,
  parseDocumentParameters,
  parseDocumentProjection,
} from './parse-read.ts';
import { withoutMarkers } from './stored-document.ts';

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
  return { status, body: context.catalogue.inNames(scrubErrorBody(body)), headers };
}

async function fetchDocuments(
  context: EngineContext,
  request: RoutedRequest,
  query: DocumentQuery,
): Promise<Answer> {
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  const { documents, total, coverage } = await readDocumentPage(context, index, query);
  const headers = coverageHeaders(context, 'documents', coverage);
  const { offset, limit } = query;
  const body = `{"results":[${documents.join(',')}],"offset":${offset},"limit":${limit},"total":${total}}`;
  return { status: 200, body, headers };
}
