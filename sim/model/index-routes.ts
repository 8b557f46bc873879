import { formatTime } from '../../engine/base/time.ts';
import { indexUidPattern } from '../../engine/indexes/index-uid.ts';
import { invalidIndexUid, invalidRequest } from '../../engine/protocol/api-error.ts';
import type { NodeState } from './node-state.ts';
import { readParameters, wholeNumber } from './parameters.ts';
import { accept, checkUid, wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import {
  expectation,
  type Field,
  invalidValue,
  jsonBody,
  orNull,
  readFields,
  type Reader,
  text,
} from './shape.ts';
import type { StoredIndex } from './stored-index.ts';

/** `GET` and `POST /indexes` */
export function answerIndexes(state: NodeState, call: NodeCall): ModelReply {
  if (call.method === 'GET') return listIndexes(state, call);
  if (call.method !== 'POST') return wrongMethod;
  const creation = readFields(jsonBody(call), '', creationFields);
  const uid = creation.get('uid');
  if (typeof uid !== 'string') throw invalidRequest('missing_index_uid', 'Missing field `uid`');
  return accept(state, uid, {
    kind: 'create-index',
    primaryKey: creation.get('primaryKey') ?? null,
  });
}

/** `GET`, `PATCH` and `DELETE /indexes/{uid}` */
export function answerIndex(state: NodeState, uid: string, call: NodeCall): ModelReply {
  switch (call.method) {
    case 'GET':
      return { status: 200, body: printIndex(state.index(checkUid(uid))) };
    case 'DELETE':
      return accept(state, uid, { kind: 'delete-index' });
    case 'PATCH': {
      const update = readUpdate(jsonBody(call));
      const givenUid = update.get('uid') ?? null;
      return accept(state, uid, {
        kind: 'update-index',
        primaryKey: update.get('primaryKey') ?? null,
        newUid: givenUid === null ? null : checkUid(givenUid),
      });
    }
    default:
      return wrongMethod;
  }
}

const newUid: Reader<string> = (value, path, code) => {
  const uid = text(value, path, code);
  if (indexUidPattern.test(uid)) return uid;
  throw invalidValue(path, code, invalidIndexUid(uid).message);
};

const creationFields: ReadonlyMap<string, Field<string | null>> = new Map([
  ['uid', { read: newUid, code: 'invalid_index_uid' }],
  ['primaryKey', { read: orNull(text), code: 'invalid_index_primary_key' }],
]);

const updateFields: ReadonlyMap<string, Field<string | null>> = new Map([
  ['primaryKey', { read: orNull(text), code: 'invalid_index_primary_key' }],
  ['uid', { read: orNull(text), code: 'invalid_index_uid' }],
]);

/** Two members are known, and nobody may change them. */
function readUpdate(body: unknown): ReadonlyMap<string, string | null> {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const immutable = names.find((name) => name === 'createdAt' || name === 'updatedAt');
  if (immutable === undefined || Array.isArray(body)) return readFields(body, '', updateFields);
  const code = `immutable_index_${immutable === 'createdAt' ? 'created_at' : 'updated_at'}`;
  const expected = expectation(immutable, [...updateFields.keys()]);
  throw invalidRequest(code, `Immutable field \`${immutable}\`: ${expected}`);
}

const listParameters = new Map([
  ['offset', { read: wholeNumber, code: 'invalid_index_offset' }],
  ['limit', { read: wholeNumber, code: 'invalid_index_limit' }],
]);

function listIndexes(state: NodeState, call: NodeCall): ModelReply {
  const parameters = readParameters(call.query, listParameters);
  const offset = parameters.get('offset') ?? 0;
  const limit = parameters.get('limit') ?? 20;
  const { uids } = state;
  const results = uids.slice(offset, offset + limit).map((uid) => printIndex(state.index(uid)));
  const body = `{"results":[${results.join(',')}],"offset":${offset},"limit":${limit},"total":${uids.length}}`;
  return { status: 200, body };
}

function printIndex({ uid, createdAtMs, updatedAtMs, primaryKey }: StoredIndex): string {
  const createdAt = formatTime(createdAtMs);
  const updatedAt = formatTime(updatedAtMs);
  return JSON.stringify({ uid, createdAt, updatedAt, primaryKey });
}
