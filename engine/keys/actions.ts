/** What a key may be made for, in the order in which Meilisearch v1.21 lists it. */
export const actions = [
  '*',
  'search',
  'documents.*',
  'documents.add',
  'documents.get',
  'documents.delete',
  'indexes.*',
  'indexes.create',
  'indexes.get',
  'indexes.update',
  'indexes.delete',
  'indexes.swap',
  'tasks.*',
  'tasks.cancel',
  'tasks.delete',
  'tasks.get',
  'settings.*',
  'settings.get',
  'settings.update',
  'stats.*',
  'stats.get',
  'metrics.*',
  'metrics.get',
  'dumps.*',
  'dumps.create',
  'snapshots.*',
  'snapshots.create',
  'version',
  'keys.create',
  'keys.get',
  'keys.update',
  'keys.delete',
  'experimental.get',
  'experimental.update',
  'export',
  'network.get',
  'network.update',
  'chatCompletions',
  'chats.*',
  'chats.get',
  'chats.delete',
  'chatsSettings.*',
  'chatsSettings.get',
  'chatsSettings.update',
  '*.get',
  'webhooks.get',
  'webhooks.update',
  'webhooks.delete',
  'webhooks.create',
  'webhooks.*',
] as const;

/** What a key may be made for, and what a route asks for. */
export type Action = (typeof actions)[number];

export function isAction(name: string): name is Action {
  return known.has(name);
}

const known: ReadonlySet<string> = new Set(actions);

/** What `*.get` stands for besides everything that ends in `.get`; keys are no part of it. */
const readingWithoutName: ReadonlySet<string> = new Set(['search', 'version', 'export']);

/**
 * What a key for these actions may do. `documents.*` and its like stand for what begins like them, but
 * not for themselves: a route that asks for `documents.*` is open to keys for `*` only, as in
 * Meilisearch.
 */
export function granted(made: readonly string[]): ReadonlySet<Action> {
  return new Set(made.flatMap((name) => actions.filter((action) => grants(name, action))));
}

function grants(name: string, action: Action): boolean {
  if (name === '*') return true;
  if (name === '*.get') {
    return readingWithoutName.has(action) || (action.endsWith('.get') && action !== 'keys.get');
  }
  if (!name.endsWith('.*')) return name === action;
  return action !== name && action.startsWith(name.slice(0, -1));
}
