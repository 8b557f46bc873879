import { assert } from '../../../engine/base/assert.ts';
import { actions } from '../../../engine/keys/actions.ts';
import { KeyedDraws } from '../../../sim/kernel/keyed-draws.ts';
import { engineRandom } from '../../../sim/world/engine-random.ts';
import {
  type ClientRequest,
  type Credentials,
  get,
  post,
  presenting,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { keyUid, makeKey, tokenOf, valueOf } from './key-samples.ts';

const random = engineRandom(new KeyedDraws({ high: 17, low: 17 }, 'access'));

function pick<Value>(values: readonly Value[]): Value {
  const picked = values.slice(random.integer(values.length)).values().next();
  assert(picked.done !== true, 'there is nothing to pick from');
  return picked.value;
}

function some<Value>(values: readonly Value[], countMax: number): Value[] {
  return Array.from({ length: 1 + random.integer(countMax) }, () => pick(values));
}

const uids = ['draw-one', 'draw-two', 'drawn', 'undrawn'];
const patterns = ['*', '*', 'draw-*', 'draw*', 'draw-one', 'drawn', 'd*', 'un*', 'missing'];
const filters = ['id = 1', ['id > 1'], [['id = 1', 'id = 3']], 'id IN [1, 2]', null];

/** What anybody may ask of an index, without changing any. */
function requestOn(uid: string): ClientRequest {
  return pick([
    get('/version'),
    get('/indexes', { limit: '2' }),
    get('/tasks', { limit: '4' }),
    get('/tasks', { indexUids: uid, limit: '3' }),
    get('/tasks/1'),
    get(`/indexes/${uid}`),
    get(`/indexes/${uid}/documents`, { limit: '1' }),
    get(`/indexes/${uid}/documents/1`),
    post(`/indexes/${uid}/documents/fetch`, { ids: ['1'] }),
    get(`/indexes/${uid}/settings/filterable-attributes`),
    post(`/indexes/${uid}/documents`, 'no documents'),
    put(`/indexes/${uid}/settings/stop-words`, 'no words'),
    remove('/indexes/draw-missing'),
    searchOn(uid),
  ]);
}

function searchOn(uid: string): ClientRequest {
  const filter = pick(filters);
  return pick([
    post(`/indexes/${uid}/search`, { filter }),
    get(`/indexes/${uid}/search`, filter === null ? {} : { filter: JSON.stringify(filter) }),
    post(`/indexes/${uid}/search`, { filter, facets: ['id'], hitsPerPage: 1, page: 2 }),
  ]);
}

function rules(): unknown {
  const drawn = some(patterns, 3);
  if (random.integer(3) === 0) return drawn;
  return Object.fromEntries(
    drawn.map((pattern) => [pattern, random.integer(3) === 0 ? null : { filter: pick(filters) }]),
  );
}

/** A token is good for searches only, which is asked for now and then. */
function credentialsOf(uid: string, isSearch: boolean): Credentials {
  if (random.integer(isSearch ? 2 : 9) > 0) return valueOf(uid);
  const exp = pick([null, null, null, 4_102_444_800, 1_600_000_000]);
  return tokenOf(uid, { searchRules: rules(), exp }, pick(['HS256', 'HS384', 'HS512'] as const));
}

const keys = Array.from({ length: 60 }, (_, number) => {
  const made = pick([
    ['search', ...some(actions, 2)],
    ['*.get', ...some(actions, 2)],
    ['*'],
    some(actions, 4),
  ]);
  return { uid: keyUid('f6', number), made, indexes: some(patterns, 3) };
});

/** Keys and tokens that nobody thought of, and what they open. */
export const accessGenerated: RequestTheme = {
  name: 'access: drawn keys, tokens and requests',
  requests: [
    ...uids.flatMap((uid) => [
      put(`/indexes/${uid}/settings/filterable-attributes`, ['id']),
      post(`/indexes/${uid}/documents`, [{ id: 1 }, { id: 2 }, { id: 3 }]),
    ]),
    ...keys.map(({ uid, made, indexes }) => makeKey(uid, made, indexes)),
    ...Array.from({ length: 900 }, () => {
      const { uid } = pick(keys);
      const isSearch = random.integer(2) === 0;
      const request = (isSearch ? searchOn : requestOn)(pick([...uids, 'missing']));
      return presenting(credentialsOf(uid, isSearch), request);
    }),
    ...keys.map(({ uid }) => remove(`/keys/${uid}`)),
    ...uids.map((uid) => remove(`/indexes/${uid}`)),
  ],
};
