import {
  type ClientRequest,
  get,
  patch,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, valueOf } from './key-samples.ts';

const some = keyUid('d4', 1);
const none = keyUid('d4', 2);
const everything = keyUid('d4', 3);
const reader = keyUid('d4', 4);
const writer = keyUid('d4', 5);
const creator = keyUid('d4', 6);
const nobody = keyUid('d4', 7);

function each(uids: readonly string[], requests: readonly ClientRequest[]): ClientRequest[] {
  return requests.flatMap((request) => uids.map((uid) => presenting(valueOf(uid), request)));
}

const preparation = [
  ...['gate-one', 'gate-two', 'gates', 'other-gate'].map((uid) => post('/indexes', { uid })),
  makeKey(some, ['*'], ['gate-*', 'other', 'gate-*']),
  makeKey(none, ['*'], []),
  makeKey(everything, ['*'], ['a', '*']),
  makeKey(
    reader,
    ['search', 'documents.get', 'tasks.get', 'stats.get', 'indexes.get'],
    ['gate-one'],
  ),
  makeKey(writer, ['documents.add', 'documents.delete', 'settings.update'], ['gate-*']),
  makeKey(creator, ['documents.add', 'settings.update', 'indexes.create'], ['gate-*']),
  makeKey(nobody, [], ['*']),
];

const reads = [
  get('/version'),
  get('/indexes', { limit: '100' }),
  get('/indexes', { limit: '1' }),
  get('/indexes', { limit: '1', offset: '1' }),
  get('/stats'),
  get('/tasks', { limit: '2' }),
  get('/tasks', { limit: '9' }),
  get('/tasks', { limit: '0' }),
  get('/tasks', { limit: '9', reverse: 'true' }),
  get('/tasks', { indexUids: 'gate-one' }),
  get('/tasks', { indexUids: 'gate-one,gates,other-gate', limit: '2' }),
  get('/tasks', { indexUids: 'gates' }),
  get('/tasks', { types: 'indexCreation', limit: '5' }),
  get('/tasks/0'),
  get('/tasks/999999'),
  get('/tasks/x'),
  get('/indexes/gate-one'),
  get('/indexes/gates'),
  get('/indexes/gate-missing'),
  get('/indexes/missing'),
  get('/indexes/gate%2Done'),
  get('/indexes/gate-%20'),
  get('/indexes/%67ates'),
  get('/indexes/a%20b'),
  get('/indexes/a%22%5C%0A%C3%A9%07'),
  get('/indexes/gate-one/stats'),
  get('/indexes/gate-one/settings'),
  get('/indexes/gates/settings/stop-words'),
  get('/indexes/gate-one/documents'),
  get('/indexes/gates/documents'),
  post('/indexes/gate-one/search', {}),
  get('/indexes/gate-two/search', { q: 'a' }),
  post('/indexes/gates/search', { unknown: 1 }),
  post('/indexes/gate-one/search', { unknown: 1 }),
];

const writes = [
  post('/indexes', { uid: 'gate-new' }),
  post('/indexes', { uid: 'gate-new' }),
  remove('/indexes/gate-new'),
  post('/indexes', { uid: 'outside' }),
  post('/indexes', { uid: 'a b' }),
  patch('/indexes/gates', { primaryKey: 'id' }),
  patch('/indexes/gate-two', { primaryKey: 'id' }),
  remove('/indexes/gates'),
  remove('/indexes/gate-missing'),
];

/** By somebody who may, and somebody who may not bring an index into being. */
const creations = [
  post('/indexes/gate-a/documents', [{ id: 1 }]),
  put('/indexes/gate-b/documents', [{ id: 1 }]),
  post('/indexes/gate-c/documents', []),
  post('/indexes/gate-d/documents', [{ no: 1 }]),
  post('/indexes/gate-e/documents?primaryKey=key', [{ key: 1 }]),
  patch('/indexes/gate-f/settings', { stopWords: ['a'] }),
  patch('/indexes/gate-g/settings', {}),
  put('/indexes/gate-h/settings/stop-words', ['a']),
  remove('/indexes/gate-i/settings'),
  remove('/indexes/gate-j/settings/stop-words'),
  post('/indexes/gate-one/documents', [{ id: 1 }]),
  put('/indexes/gate-one/settings/stop-words', ['the']),
  post('/indexes/other/documents', [{ id: 1 }]),
];

const uids = [some, none, everything, reader, writer, creator, nobody];

/** What a key for some indexes sees of the others. */
export const accessByIndex: RequestTheme = {
  name: 'access: indexes, patterns and the right to create',
  requests: [
    ...preparation,
    ...each([some, none, reader, writer, nobody], reads),
    ...each([everything], [get('/version'), get('/indexes/gates'), get('/tasks/0')]),
    ...each([some, none, reader], writes),
    ...each([writer], creations),
    ...each([writer, creator], creations),
    ...each([writer], creations),
    get('/indexes', { limit: '100' }),
    ...each([reader, some], [get('/tasks', { limit: '3' }), get('/indexes')]),
    ...uids.map((uid) => remove(`/keys/${uid}`)),
    ...each([some, everything], [get('/version'), get('/indexes/gate-one')]),
    ...['one', 'two', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) =>
      remove(`/indexes/gate-${name}`),
    ),
    remove('/indexes/gates'),
    remove('/indexes/other-gate'),
  ],
};
