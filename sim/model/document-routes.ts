import { utf8Length } from '../../engine/base/json/syntax-error.ts';
import { payloadFormat } from '../../engine/documents/payload/content-type.ts';
import { readPayload } from '../../engine/documents/payload/read-payload.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { queryValue } from '../../engine/protocol/routed-request.ts';
import { answerFetch, answerGet, answerList } from './document-reads.ts';
import { readFilter } from './filter.ts';
import type { NodeState } from './node-state.ts';
import { plainText, readParameters } from './parameters.ts';
import { accept, checkUid, unknownPath, wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import { anything, jsonBody, readFields } from './shape.ts';

/** Everything under `/indexes/{uid}/documents`. */
export function answerDocuments(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const rest = call.segments.slice(3);
  const [name] = rest;
  if (rest.length > 1) return unknownPath;
  if (name === undefined) return answerCollection(state, uid, call);
  const isPost = call.method === 'POST';
  switch (name) {
    case 'fetch':
      return isPost ? answerFetch(state, uid, call) : wrongMethod;
    case 'delete':
      return isPost ? deleteByFilter(state, uid, call) : wrongMethod;
    case 'delete-batch':
      return isPost ? deleteBatch(state, uid, call) : wrongMethod;
    case 'edit':
      return isPost ? refuseEdition() : wrongMethod;
    default:
      return answerDocument(state, uid, name, call);
  }
}

/** The model runs no functions: it answers as a node does while the feature is off. */
function refuseEdition(): never {
  throw invalidRequest(
    'feature_not_enabled',
    'Using the documents edit route requires enabling the `edit documents by function` experimental feature. See https://github.com/orgs/meilisearch/discussions/762',
  );
}

function answerCollection(state: NodeState, uid: string, call: NodeCall): ModelReply {
  switch (call.method) {
    case 'GET':
      return answerList(state, uid, call);
    case 'POST':
      return addDocuments(state, uid, call, 'replace');
    case 'PUT':
      return addDocuments(state, uid, call, 'update');
    case 'DELETE':
      return accept(state, uid, { kind: 'clear' });
    default:
      return wrongMethod;
  }
}

function answerDocument(state: NodeState, uid: string, id: string, call: NodeCall): ModelReply {
  switch (call.method) {
    case 'GET':
      return answerGet(state, uid, id, call);
    case 'DELETE':
      return accept(state, uid, { kind: 'delete-ids', ids: [id] });
    default:
      return wrongMethod;
  }
}

const writeParameters = new Map([
  ['primaryKey', { read: plainText, code: 'invalid_index_primary_key' }],
  ['csvDelimiter', { read: plainText, code: 'invalid_document_csv_delimiter' }],
]);

function addDocuments(
  state: NodeState,
  uid: string,
  call: NodeCall,
  method: 'replace' | 'update',
): ModelReply {
  const parameters = readParameters(call.query, writeParameters);
  checkUid(uid);
  const { contentType } = call;
  const headers: Record<string, string> =
    contentType === null ? {} : { 'content-type': contentType };
  const format = payloadFormat(headers, queryValue(call.query, 'csvDelimiter'));
  const { documents } = readPayload({ ...format, text: call.body });
  const primaryKey = parameters.get('primaryKey') ?? null;
  return accept(state, uid, { kind: 'add', method, primaryKey, documents });
}

const deletionFields = new Map([['filter', { read: anything, code: 'invalid_document_filter' }]]);

function deleteByFilter(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const fields = readFields(jsonBody(call), '', deletionFields);
  if (!fields.has('filter')) {
    throw invalidRequest('missing_document_filter', 'Missing field `filter`');
  }
  checkUid(uid);
  const value = fields.get('filter');
  const filter = readFilter(value, 'invalid_document_filter');
  if (filter === null) {
    throw invalidRequest('invalid_document_filter', 'Sending an empty filter is forbidden.');
  }
  return accept(state, uid, { kind: 'delete-filter', filter, text: JSON.stringify(value) });
}

function deleteBatch(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const value = jsonBody(call);
  if (!Array.isArray(value)) {
    const message = `Json deserialize error: ${describeNonList(call.body.trim())}`;
    throw invalidRequest('bad_request', message);
  }
  const ids = value.map((id: unknown) => (typeof id === 'string' ? id : JSON.stringify(id)));
  return accept(state, uid, { kind: 'delete-ids', ids });
}

/** What serde_json says of JSON that is no list. */
function describeNonList(text: string): string {
  const expected = 'expected a sequence at line 1 column';
  if (text.startsWith('{')) return `invalid type: map, ${expected} 0`;
  const at = utf8Length(text);
  if (text === 'null') return `invalid type: null, ${expected} ${at}`;
  if (text.startsWith('"')) return `invalid type: string ${text}, ${expected} ${at}`;
  const kind = /^[tf]/.test(text)
    ? 'boolean'
    : Number.isInteger(Number(text))
      ? 'integer'
      : 'floating point';
  return `invalid type: ${kind} \`${text}\`, ${expected} ${at}`;
}
