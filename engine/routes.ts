import {
  getAntiEntropyStatus,
  getMetrics,
  getReady,
  getShards,
  getTopology,
} from './control/control.ts';
import { fleetRoutes } from './control/fleet/fleet-routes.ts';
import {
  clearDocuments,
  deleteDocument,
  deleteDocumentBatch,
  deleteDocumentsByFilter,
} from './documents/delete-documents.ts';
import { fetchDocumentsByBody, getDocument, listDocuments } from './documents/read-documents.ts';
import { addDocuments, updateDocuments } from './documents/write-documents.ts';
import { createIndex } from './indexes/create-index.ts';
import { deleteIndex } from './indexes/delete-index.ts';
import { getIndex, listIndexes } from './indexes/read-indexes.ts';
import { updateIndex } from './indexes/update-index.ts';
import { aliveAnswer } from './instance/alive.ts';
import { getIndexStats, getStats } from './instance/stats.ts';
import { getVersion } from './instance/version.ts';
import { notSupported } from './protocol/api-error.ts';
import {
  prepareRoutes,
  type Handler,
  type Route,
  type RouteTable,
} from './protocol/route-table.ts';
import { jsonAnswer } from './protocol/routed-request.ts';
import { searchHandler } from './search/search.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import { getTask, listTasks } from './tasks/tasks.ts';

const later: Handler = (_context, request) => {
  const what = `${request.http.method} ${request.template}`;
  throw notSupported(`Miroir does not support ${what} yet. Nothing was done.`);
};

/** Reads whose request has a body. */
const readsByBody = ['/indexes/{uid}/search', '/indexes/{uid}/documents/fetch'];

function client(method: string, template: string, handler: Handler): Route {
  const isRepeatable = method === 'GET' || readsByBody.includes(template);
  return { method, template, access: 'client', handler, isRepeatable };
}

function admin(method: string, template: string, handler: Handler): Route {
  return { method, template, access: 'admin', handler };
}

/** Routes of Meilisearch v1.21 that come later; docs/compatibility.md lists them. */
const laterRoutes: readonly Route[] = [
  'GET POST /indexes/{uid}/similar',
  'POST /indexes/{uid}/facet-search',
  'POST /indexes/{uid}/documents/edit',
  'POST /multi-search',
  'POST /swap-indexes',
  'DELETE /tasks',
  'POST /tasks/cancel',
  'GET /tasks/{uid}/documents',
  'GET /batches',
  'GET /batches/{uid}',
  'GET POST /keys',
  'GET PATCH DELETE /keys/{key}',
  'GET PATCH /experimental-features',
  'GET PATCH /network',
  'POST /dumps',
  'POST /snapshots',
  'POST /export',
  'GET POST /webhooks',
  'GET PATCH DELETE /webhooks/{uuid}',
  'GET /metrics',
  'POST DELETE /logs/stream',
  'POST /logs/stderr',
  'GET /chats',
  'GET DELETE /chats/{workspace}',
  'GET PATCH DELETE /chats/{workspace}/settings',
  'POST /chats/{workspace}/chat/completions',
].flatMap((line) => {
  const words = line.split(' ');
  const template = words.at(-1) ?? '';
  return words.slice(0, -1).map((method) => client(method, template, later));
});

/** Every route. Where two templates fit a path, the earlier one wins. */
export const routes: RouteTable = prepareRoutes([
  {
    method: 'GET',
    template: '/health',
    access: 'public',
    immediate: () => aliveAnswer,
  },
  {
    method: 'GET',
    template: '/',
    access: 'public',
    immediate: () => jsonAnswer(200, { status: 'Meilisearch is running' }),
  },
  client('GET', '/version', getVersion),
  client('GET', '/stats', getStats),
  client('GET', '/indexes', listIndexes),
  client('POST', '/indexes', createIndex),
  client('GET', '/indexes/{uid}', getIndex),
  client('PATCH', '/indexes/{uid}', updateIndex),
  client('DELETE', '/indexes/{uid}', deleteIndex),
  client('GET', '/indexes/{uid}/stats', getIndexStats),
  client('GET', '/indexes/{uid}/search', searchHandler),
  client('POST', '/indexes/{uid}/search', searchHandler),
  client('GET', '/indexes/{uid}/documents', listDocuments),
  client('POST', '/indexes/{uid}/documents', addDocuments),
  client('PUT', '/indexes/{uid}/documents', updateDocuments),
  client('DELETE', '/indexes/{uid}/documents', clearDocuments),
  client('POST', '/indexes/{uid}/documents/fetch', fetchDocumentsByBody),
  client('POST', '/indexes/{uid}/documents/delete', deleteDocumentsByFilter),
  client('POST', '/indexes/{uid}/documents/delete-batch', deleteDocumentBatch),
  client('GET', '/indexes/{uid}/documents/{id}', getDocument),
  client('DELETE', '/indexes/{uid}/documents/{id}', deleteDocument),
  ...settingsRoutes(client),
  client('GET', '/tasks', listTasks),
  client('GET', '/tasks/{uid}', getTask),
  ...laterRoutes,
  admin('GET', '/_miroir/ready', getReady),
  admin('GET', '/_miroir/topology', getTopology),
  admin('GET', '/_miroir/shards', getShards),
  admin('GET', '/_miroir/metrics', getMetrics),
  admin('GET', '/_miroir/anti-entropy/status', getAntiEntropyStatus),
  ...fleetRoutes(admin),
]);
