import { callMethod } from './index-steps.ts';
import type { Clients, Step } from './step.ts';

const keyUid = '01234567-89ab-4cde-8f01-23456789abcd';
const nowhere = 'ffffffff-89ab-4cde-8f01-23456789abcd';
const waiting = { timeout: 60_000, interval: 20 };

/** What is called before an index has anything. */
export const firstClientSteps: readonly Step[] = [
  call('health'),
  call('isHealthy'),
  call('getVersion'),
  call('createIndex', ['shelf']),
  call('index', ['shelf'], (index) => Reflect.get(Object(index), 'uid')),
  call('getIndex', ['shelf']),
  call('getRawIndex', ['shelf']),
  call('getIndexes'),
  call('getRawIndexes'),
];

/** What is called when an index has been used and is gone. */
export const lastClientSteps: readonly Step[] = [
  call('createIndex', ['left']),
  call('createIndex', ['right']),
  call('updateIndex', ['left', { primaryKey: 'id' }]),
  call('swapIndexes', [[{ indexes: ['left', 'right'] }]]),
  call('multiSearch', [{ queries: [{ indexUid: 'left', q: '' }, { indexUid: 'right' }] }]),
  call('getStats'),
  call('deleteIndex', ['left']),
  call('deleteIndexIfExists', ['left']),
  call('getKeys', [{ limit: 3 }]),
  call('createKey', [{ uid: keyUid, actions: ['search'], indexes: ['*'], expiresAt: null }]),
  call('updateKey', [keyUid, { name: 'for searching' }]),
  call('getKey', [keyUid]),
  call('deleteKey', [keyUid]),
  call('getExperimentalFeatures'),
  call('updateExperimentalFeatures', [{ network: true, chatCompletions: true }]),
  call('getNetwork'),
  call('updateNetwork', [{ self: 'here' }]),
  call('getWebhooks'),
  call('createWebhook', [{ url: 'http://127.0.0.1:1/' }]),
  call('getWebhook', [nowhere]),
  call('updateWebhook', [nowhere, { url: 'http://127.0.0.1:1/' }]),
  call('deleteWebhook', [nowhere]),
  call('getChatWorkspaces'),
  ...['get', 'update', 'reset'].map(
    (method): Step => ({
      name: `ChatWorkspace.${method}`,
      call: ({ client }) => callMethod(client.chat('desk'), method, [{ source: 'openAi' }]),
    }),
  ),
  call('chat', ['desk'], () => 'called'),
  call('updateExperimentalFeatures', [{ network: false, chatCompletions: false }]),
  ...taskSteps(),
  call('createDump'),
];

function taskSteps(): readonly Step[] {
  const tasks = 'TaskClient';
  return [
    part('tasks', tasks, 'getTask', [0]),
    part('tasks', tasks, 'getTasks', [{ limit: 5, indexUids: ['shelf'] }]),
    part('tasks', tasks, 'waitForTask', [0, waiting]),
    part('tasks', tasks, 'waitForTasks', [[0, 1], waiting]),
    {
      name: `${tasks}.waitForTasksIter`,
      call: async ({ client }) => {
        const seen: unknown[] = [];
        for await (const task of client.tasks.waitForTasksIter([0, 1], waiting)) seen.push(task);
        return seen;
      },
    },
    part('tasks', tasks, 'cancelTasks', [{ uids: [0] }]),
    part('tasks', tasks, 'deleteTasks', [{ uids: [1] }]),
    part('batches', 'BatchClient', 'getBatch', [0]),
    part('batches', 'BatchClient', 'getBatches', [{ uids: [0], limit: 3, reverse: true }]),
  ];
}

function call(
  method: string,
  given: readonly unknown[] = [],
  shown: (value: unknown) => unknown = (value) => value,
): Step {
  return {
    name: `Meilisearch.${method}`,
    call: ({ client }) => {
      const value = callMethod(client, method, given);
      return value instanceof Promise ? value : shown(value);
    },
  };
}

function part(
  member: 'tasks' | 'batches',
  type: string,
  method: string,
  given: readonly unknown[],
): Step {
  return {
    name: `${type}.${method}`,
    call: ({ client }: Clients) => callMethod(client[member], method, given),
  };
}
