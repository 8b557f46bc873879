import {
  type ClientRequest,
  get,
  patch,
  plain,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, valueOf } from './key-samples.ts';

const some = keyUid('e7', 1);
const one = keyUid('e7', 2);
const none = keyUid('e7', 3);
const reader = keyUid('e7', 4);

/** One task of every type that a client can have, of indexes of their own. */
const preparation: readonly ClientRequest[] = [
  makeKey(some, ['tasks.*'], ['kinds-*']),
  makeKey(one, ['tasks.*'], ['kinds-two', 'kinds-old']),
  makeKey(none, ['tasks.*'], []),
  makeKey(reader, ['tasks.get'], ['kinds-one']),
  post('/indexes', { uid: 'kinds-one', primaryKey: 'id' }),
  post('/indexes', { uid: 'kinds-two' }),
  post('/indexes', { uid: 'unkind', primaryKey: 'id' }),
  post('/indexes/kinds-two/documents', [{ id: 1 }, { id: 2 }]),
  post('/indexes/unkind/documents', [{ id: 1 }, { no: 2 }]),
  put('/indexes/kinds-one/settings/stop-words', ['a']),
  remove('/indexes/kinds-two/documents/2'),
  remove('/indexes/kinds-none'),
  patch('/indexes/kinds-two', { primaryKey: 'other' }),
  post('/swap-indexes', [{ indexes: ['kinds-one', 'kinds-two'] }]),
  post('/swap-indexes', [{ indexes: ['kinds-one', 'kinds-none'] }]),
  post('/dumps', {}),
  post('/snapshots', {}),
  post('/export', { url: 'http://127.0.0.1:1', indexes: { 'no-such-*': {} } }),
  plain('POST', '/tasks/cancel?indexUids=kinds-none'),
  remove('/tasks?uids=100000'),
];

const types = [
  'documentAdditionOrUpdate',
  'documentEdition',
  'documentDeletion',
  'settingsUpdate',
  'indexCreation',
  'indexDeletion',
  'indexUpdate',
  'indexSwap',
  'taskCancelation',
  'taskDeletion',
  'dumpCreation',
  'snapshotCreation',
  'export',
  'upgradeDatabase',
];

const indexes = ['kinds-one', 'kinds-two', 'kinds-none', 'kinds-one,unkind', 'unkind'];

function batches(query: string): ClientRequest {
  return get(`/batches?${query}`);
}

const reads: readonly ClientRequest[] = [
  get('/tasks?limit=16'),
  get('/tasks?limit=3'),
  get('/tasks?limit=0'),
  ...types.map((type) => get(`/tasks?types=${type}&limit=2`)),
  ...types.map((type) => get(`/tasks?types=${type}&limit=2&indexUids=kinds-one,unkind`)),
  ...indexes.map((uid) => get(`/tasks?indexUids=${uid}`)),
  ...indexes.map((uid) => get(`/tasks?indexUids=${uid}&limit=2&reverse=true`)),
  ...indexes.map((uid) => get(`/tasks?indexUids=${uid}&statuses=failed`)),
  get('/tasks/0/documents'),
];

const batchReads: readonly ClientRequest[] = [
  ...types.slice(0, -1).map((type) => batches(`types=${type}&limit=1`)),
  get('/batches?types=upgradeDatabase'),
  ...indexes.map((uid) => batches(`indexUids=${uid}&limit=100`)),
];

function by(uids: readonly string[], requests: readonly ClientRequest[]): ClientRequest[] {
  return uids.flatMap((uid) => requests.map((request) => presenting(valueOf(uid), request)));
}

const selections: readonly ClientRequest[] = [
  '?indexUids=kinds-one',
  '?indexUids=kinds-one,unkind&types=indexSwap',
  '?types=indexSwap,dumpCreation,snapshotCreation,export',
  '?types=taskCancelation,taskDeletion&statuses=succeeded,failed&limit=1',
  '?types=indexUpdate',
  '?indexUids=unkind',
  '',
].flatMap((query) => [plain('POST', `/tasks/cancel${query}`), remove(`/tasks${query}`)]);

/** Tasks of every type, seen and selected by those who may use every index and by those who may not. */
export const taskKinds: RequestTheme = {
  name: 'tasks of every type',
  requests: [
    ...preparation,
    ...reads,
    ...by([some, one, none, reader], reads),
    ...batchReads,
    ...by([none, one, some, reader], selections),
    get('/tasks?limit=40'),
    ...selections,
    get('/tasks?limit=40'),
    ...by([some, reader], [get('/tasks?limit=40')]),
  ],
};
