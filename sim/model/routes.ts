import { ApiError } from '../../engine/protocol/api-error.ts';
import { answerDocuments } from './document-routes.ts';
import { answerIndex, answerIndexes } from './index-routes.ts';
import type { NodeState } from './node-state.ts';
import type { ModelReply, NodeCall } from './request.ts';
import { unknownPath, wrongMethod } from './replies.ts';
import { answerSearch } from './search-routes.ts';
import { answerSettings } from './settings-routes.ts';
import { answerIndexStats, answerStats } from './stats.ts';
import { answerTasks } from './task-routes.ts';

const available: ModelReply = { status: 200, body: '{"status":"available"}' };
const running: ModelReply = { status: 200, body: '{"status":"Meilisearch is running"}' };
const version: ModelReply = {
  status: 200,
  body: '{"commitSha":"unknown","commitDate":"unknown","pkgVersion":"1.21.0"}',
};
/** Answers a request; throws the {@link ApiError} that refuses it. */
export function answerRequest(state: NodeState, call: NodeCall, masterKey: string): ModelReply {
  const [first, second, third] = call.segments;
  const count = call.segments.length;
  if (first === 'health' && count === 1) return call.method === 'GET' ? available : wrongMethod;
  if (first === undefined) return call.method === 'GET' ? running : wrongMethod;
  authorize(call, masterKey);
  if (first === 'tasks') return count > 2 ? unknownPath : answerTasks(state, call);
  if (first === 'version' && count === 1) return call.method === 'GET' ? version : wrongMethod;
  if (first === 'stats' && count === 1) return answerStats(state, call);
  if (first !== 'indexes') return unknownPath;
  if (second === undefined) return answerIndexes(state, call);
  if (third === undefined) return answerIndex(state, second, call);
  return answerInIndex(state, second, call);
}

function answerInIndex(state: NodeState, uid: string, call: NodeCall): ModelReply {
  const [, , family = '', ...rest] = call.segments;
  switch (family) {
    case 'search':
      return rest.length > 0 ? unknownPath : answerSearch(state, uid, call);
    case 'documents':
      return answerDocuments(state, uid, call);
    case 'settings':
      return answerSettings(state, uid, call);
    case 'stats':
      return rest.length > 0 ? unknownPath : answerIndexStats(state, uid, call);
    default:
      return unknownPath;
  }
}

function authorize({ authorization }: NodeCall, masterKey: string): void {
  if (masterKey === '') return;
  const [scheme, token] = (authorization ?? '').split(' ');
  if (scheme !== 'Bearer') {
    throw new ApiError(
      401,
      'missing_authorization_header',
      'auth',
      'The Authorization header is missing. It must use the bearer authorization method.',
    );
  }
  if (token !== masterKey) {
    throw new ApiError(403, 'invalid_api_key', 'auth', 'The provided API key is invalid.');
  }
}
