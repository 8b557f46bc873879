import type { NodeState } from './node-state.ts';
import { checkUid, wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import { search } from './search.ts';
import { readSearchBody, readSearchParameters } from './search-reading.ts';

/** `POST` and `GET /indexes/{uid}/search` */
export function answerSearch(state: NodeState, uid: string, call: NodeCall): ModelReply {
  if (call.method !== 'GET' && call.method !== 'POST') return wrongMethod;
  const query = call.method === 'POST' ? readSearchBody(call) : readSearchParameters(call.query);
  return { status: 200, body: search(state.index(checkUid(uid)), query) };
}
