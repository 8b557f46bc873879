import { actions } from '../../../engine/keys/actions.ts';
import {
  type ClientRequest,
  get,
  json,
  plain,
  presenting,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, valueOf } from './key-samples.ts';

const keys = actions.map((action, number) => ({ action, uid: keyUid('c3', number) }));
const broken = (method: string, path: string): ClientRequest => json(method, path, '[[');

/** One request for each route that Miroir serves: reads, refusals, and deletions of nothing. */
const served: readonly ClientRequest[] = [
  get('/version'),
  get('/stats'),
  get('/indexes'),
  broken('POST', '/indexes'),
  get('/indexes/access'),
  broken('PATCH', '/indexes/access'),
  remove('/indexes/access-missing'),
  get('/indexes/access/stats'),
  get('/indexes/access/search'),
  json('POST', '/indexes/access/search', '{}'),
  get('/indexes/access/documents'),
  broken('POST', '/indexes/access/documents'),
  broken('PUT', '/indexes/access/documents'),
  remove('/indexes/access-missing/documents'),
  json('POST', '/indexes/access/documents/fetch', '{}'),
  broken('POST', '/indexes/access/documents/delete'),
  broken('POST', '/indexes/access/documents/delete-batch'),
  get('/indexes/access/documents/1'),
  remove('/indexes/access-missing/documents/1'),
  get('/indexes/access/settings'),
  broken('PATCH', '/indexes/access/settings'),
  remove('/indexes/access-missing/settings'),
  get('/indexes/access/settings/stop-words'),
  broken('PUT', '/indexes/access/settings/stop-words'),
  broken('PATCH', '/indexes/access/settings/embedders'),
  remove('/indexes/access-missing/settings/ranking-rules'),
  get('/tasks', { limit: '3' }),
  get('/tasks/0'),
  get('/keys/x'),
  broken('POST', '/keys'),
  broken('PATCH', '/keys/x'),
  remove('/keys/x'),
  get('/health'),
];

/** The other routes, and the actions that open them: with these nothing is sent here. */
const others: readonly (readonly [ClientRequest, string])[] = [
  [get('/indexes/access/similar'), '* *.get search'],
  [broken('POST', '/indexes/access/similar'), '* *.get search'],
  [json('POST', '/indexes/access/facet-search', '{"facetName":"a"}'), '* *.get search'],
  [json('POST', '/multi-search', '{"queries":[]}'), '* *.get search'],
  [broken('POST', '/indexes/access/documents/edit'), '*'],
  [broken('POST', '/swap-indexes'), '* indexes.* indexes.swap'],
  [plain('DELETE', '/tasks'), '* tasks.* tasks.delete'],
  [plain('POST', '/tasks/cancel'), '* tasks.* tasks.cancel'],
  [get('/tasks/0/documents'), '* *.get tasks.* tasks.get'],
  [get('/batches'), '* *.get tasks.* tasks.get'],
  [get('/batches/0'), '* *.get tasks.* tasks.get'],
  [get('/experimental-features'), '* *.get experimental.get'],
  [broken('PATCH', '/experimental-features'), '* experimental.update'],
  [get('/network'), '* *.get network.get'],
  [broken('PATCH', '/network'), '* network.update'],
  [plain('POST', '/dumps'), '* dumps.* dumps.create'],
  [plain('POST', '/snapshots'), '* snapshots.* snapshots.create'],
  [json('POST', '/export', '{"url":"http://127.0.0.1:1"}'), '* *.get export'],
  [get('/webhooks'), '* *.get webhooks.* webhooks.get'],
  [broken('POST', '/webhooks'), '* webhooks.* webhooks.create'],
  [get('/webhooks/x'), '* *.get webhooks.* webhooks.get'],
  [broken('PATCH', '/webhooks/x'), '* webhooks.* webhooks.update'],
  [remove('/webhooks/x'), '* webhooks.* webhooks.delete'],
  [get('/metrics'), '* *.get metrics.* metrics.get'],
  [broken('POST', '/logs/stream'), '* *.get metrics.* metrics.get'],
  [plain('DELETE', '/logs/stream'), '* *.get metrics.* metrics.get'],
  [broken('POST', '/logs/stderr'), '* *.get metrics.* metrics.get'],
  [get('/chats'), '* *.get chats.* chats.get'],
  [get('/chats/w'), '* *.get chats.* chats.get'],
  [remove('/chats/w'), '* chats.* chats.delete'],
  [get('/chats/w/settings'), '* *.get chatsSettings.* chatsSettings.get'],
  [broken('PATCH', '/chats/w/settings'), '* chatsSettings.* chatsSettings.update'],
  [remove('/chats/w/settings'), '* chatsSettings.* chatsSettings.update'],
  [json('POST', '/chats/w/chat/completions', '{"model":"a","messages":[]}'), '* chatCompletions'],
];

/** Every route, asked with one key for each action. */
export const accessByAction: RequestTheme = {
  name: 'access: every route by every action',
  requests: [
    json('POST', '/indexes', '{"uid":"access"}'),
    ...keys.map(({ action, uid }) => makeKey(uid, [action], ['access*'])),
    ...served.flatMap((request) => keys.map(({ uid }) => presenting(valueOf(uid), request))),
    ...others.flatMap(([request, opening]) =>
      keys
        .filter(({ action }) => !opening.split(' ').includes(action))
        .map(({ uid }) => presenting(valueOf(uid), request)),
    ),
    remove('/indexes/access'),
  ],
};
