import { assert } from '../base/assert.ts';
import type { Action } from './actions.ts';

/**
 * The action that Meilisearch v1.21 asks of whoever uses a route, for all of its routes: found out from
 * it with one key for each action.
 */
const requirements: readonly (readonly [Action, string])[] = [
  ['version', 'GET /version'],
  ['stats.get', 'GET /stats'],
  ['stats.get', 'GET /indexes/{}/stats'],
  ['indexes.get', 'GET /indexes'],
  ['indexes.create', 'POST /indexes'],
  ['indexes.get', 'GET /indexes/{}'],
  ['indexes.update', 'PATCH /indexes/{}'],
  ['indexes.delete', 'DELETE /indexes/{}'],
  ['indexes.swap', 'POST /swap-indexes'],
  ['search', 'GET POST /indexes/{}/search'],
  ['search', 'GET POST /indexes/{}/similar'],
  ['search', 'POST /indexes/{}/facet-search'],
  ['search', 'POST /multi-search'],
  ['documents.get', 'GET /indexes/{}/documents'],
  ['documents.add', 'POST PUT /indexes/{}/documents'],
  ['documents.delete', 'DELETE /indexes/{}/documents'],
  ['documents.get', 'POST /indexes/{}/documents/fetch'],
  ['documents.delete', 'POST /indexes/{}/documents/delete'],
  ['documents.delete', 'POST /indexes/{}/documents/delete-batch'],
  ['documents.*', 'POST /indexes/{}/documents/edit'],
  ['documents.get', 'GET /indexes/{}/documents/{}'],
  ['documents.delete', 'DELETE /indexes/{}/documents/{}'],
  ['tasks.get', 'GET /tasks'],
  ['tasks.delete', 'DELETE /tasks'],
  ['tasks.cancel', 'POST /tasks/cancel'],
  ['tasks.get', 'GET /tasks/{}'],
  ['tasks.get', 'GET /tasks/{}/documents'],
  ['tasks.get', 'GET /batches'],
  ['tasks.get', 'GET /batches/{}'],
  ['keys.get', 'GET /keys'],
  ['keys.create', 'POST /keys'],
  ['keys.get', 'GET /keys/{}'],
  ['keys.update', 'PATCH /keys/{}'],
  ['keys.delete', 'DELETE /keys/{}'],
  ['experimental.get', 'GET /experimental-features'],
  ['experimental.update', 'PATCH /experimental-features'],
  ['network.get', 'GET /network'],
  ['network.update', 'PATCH /network'],
  ['dumps.create', 'POST /dumps'],
  ['snapshots.create', 'POST /snapshots'],
  ['export', 'POST /export'],
  ['webhooks.get', 'GET /webhooks'],
  ['webhooks.create', 'POST /webhooks'],
  ['webhooks.get', 'GET /webhooks/{}'],
  ['webhooks.update', 'PATCH /webhooks/{}'],
  ['webhooks.delete', 'DELETE /webhooks/{}'],
  ['metrics.get', 'GET /metrics'],
  ['metrics.get', 'POST DELETE /logs/stream'],
  ['metrics.get', 'POST /logs/stderr'],
  ['chats.get', 'GET /chats'],
  ['chats.get', 'GET /chats/{}'],
  ['chats.delete', 'DELETE /chats/{}'],
  ['chatsSettings.get', 'GET /chats/{}/settings'],
  ['chatsSettings.update', 'PATCH DELETE /chats/{}/settings'],
  ['chatCompletions', 'POST /chats/{}/chat/completions'],
];

const byRoute: ReadonlyMap<string, Action> = new Map(
  requirements.flatMap(([action, line]) => {
    const words = line.split(' ');
    return words.slice(0, -1).map((method) => [`${method} ${words.at(-1)}`, action] as const);
  }),
);

/** What whoever uses a route of Meilisearch must be allowed to do. Throws for any other route. */
export function requiredAction(method: string, template: string): Action {
  const nameless = template.replaceAll(/\{[^}]*\}/g, '{}');
  if (/^\/indexes\/\{\}\/settings(?:\/|$)/.test(nameless)) {
    return method === 'GET' ? 'settings.get' : 'settings.update';
  }
  const action = byRoute.get(`${method} ${nameless}`);
  assert(action !== undefined, `nobody knows who may use ${method} ${template}`);
  return action;
}
