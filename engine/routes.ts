import { chatRoutes } from './chats/chats.ts';
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
import { editDocuments } from './documents/edit/edit-documents.ts';
import { fetchDocumentsByBody, getDocument, listDocuments } from './documents/read-documents.ts';
import { addDocuments, updateDocuments } from './documents/write-documents.ts';
import { createIndex } from './indexes/create-index.ts';
import { deleteIndex } from './indexes/delete-index.ts';
import { getIndex, listIndexes } from './indexes/read-indexes.ts';
import { swapIndexes } from './indexes/swap-indexes.ts';
import { updateIndex } from './indexes/update-index.ts';
import { aliveAnswer } from './instance/alive.ts';
import { getFeatures, updateFeatures } from './instance/experimental-features.ts';
import { endLogStream, setLogLevel, streamLogs } from './instance/logs.ts';
import { getInstanceMetrics } from './instance/metrics.ts';
import { getNetwork, updateNetwork } from './instance/network.ts';
import { getIndexStats, getStats } from './instance/stats.ts';
import { getVersion } from './instance/version.ts';
import { keysRoutes } from './keys/keys-routes.ts';
import { requiredAction } from './keys/route-actions.ts';
import { createDump } from './jobs/dump/create-dump.ts';
import { exportIndexes } from './jobs/export/export-indexes.ts';
import { createSnapshot } from './jobs/snapshot/create-snapshot.ts';
import {
  prepareRoutes,
  type Handler,
  type Route,
  type RouteTable,
} from './protocol/route-table.ts';
import { jsonAnswer } from './protocol/routed-request.ts';
import { searchFacet } from './search/facet-search/facet-search.ts';
import { multiSearchHandler } from './search/multi/multi-search.ts';
import { searchHandler } from './search/search.ts';
import { similarHandler } from './search/similar/similar.ts';
import { settingsRoutes } from './settings/settings-routes.ts';
import { taskRoutes } from './tasks/task-routes.ts';
import { webhooksRoutes } from './webhooks/webhooks-routes.ts';

/** Reads whose request has a body. */
const readsByBody = [
  '/indexes/{uid}/search',
  '/indexes/{uid}/facet-search',
  '/indexes/{uid}/similar',
  '/indexes/{uid}/documents/fetch',
  '/multi-search',
];

function client(method: string, template: string, handler: Handler): Route {
  const isRepeatable = method === 'GET' || readsByBody.includes(template);
  const action = requiredAction(method, template);
  return { method, template, access: 'client', action, handler, isRepeatable };
}

function admin(method: string, template: string, handler: Handler): Route {
  return { method, template, access: 'admin', handler };
}

/** Every route. */
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
  client('POST', '/indexes/{uid}/facet-search', searchFacet),
  client('GET', '/indexes/{uid}/similar', similarHandler),
  client('POST', '/indexes/{uid}/similar', similarHandler),
  client('POST', '/multi-search', multiSearchHandler),
  client('GET', '/indexes/{uid}/documents', listDocuments),
  client('POST', '/indexes/{uid}/documents', addDocuments),
  client('PUT', '/indexes/{uid}/documents', updateDocuments),
  client('DELETE', '/indexes/{uid}/documents', clearDocuments),
  client('POST', '/indexes/{uid}/documents/fetch', fetchDocumentsByBody),
  client('POST', '/indexes/{uid}/documents/delete', deleteDocumentsByFilter),
  client('POST', '/indexes/{uid}/documents/edit', editDocuments),
  client('POST', '/indexes/{uid}/documents/delete-batch', deleteDocumentBatch),
  client('GET', '/indexes/{uid}/documents/{id}', getDocument),
  client('DELETE', '/indexes/{uid}/documents/{id}', deleteDocument),
  ...settingsRoutes(client),
  ...taskRoutes(client),
  ...keysRoutes(client),
  ...chatRoutes(client),
  ...webhooksRoutes(client),
  client('GET', '/experimental-features', getFeatures),
  client('PATCH', '/experimental-features', updateFeatures),
  client('GET', '/metrics', getInstanceMetrics),
  client('POST', '/logs/stream', streamLogs),
  client('DELETE', '/logs/stream', endLogStream),
  client('POST', '/logs/stderr', setLogLevel),
  client('GET', '/network', getNetwork),
  client('PATCH', '/network', updateNetwork),
  client('POST', '/swap-indexes', swapIndexes),
  client('POST', '/dumps', createDump),
  client('POST', '/snapshots', createSnapshot),
  client('POST', '/export', exportIndexes),
  admin('GET', '/_miroir/ready', getReady),
  admin('GET', '/_miroir/topology', getTopology),
  admin('GET', '/_miroir/shards', getShards),
  admin('GET', '/_miroir/metrics', getMetrics),
  admin('GET', '/_miroir/anti-entropy/status', getAntiEntropyStatus),
  ...fleetRoutes(admin),
]);
