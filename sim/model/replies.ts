import { invalidIndexUid } from '../../engine/protocol/api-error.ts';
import { indexUidPattern } from '../../engine/indexes/index-uid.ts';
import type { NodeState } from './node-state.ts';
import type { ModelReply } from './request.ts';
import { printSummary, type TaskContent } from './task.ts';

/** What Meilisearch answers for a path that it does not have. */
export const unknownPath: ModelReply = { status: 404, body: '' };

/** What Meilisearch answers for a path that it has for other verbs. */
export const wrongMethod: ModelReply = { status: 405, body: '' };

/** Accepts a write; throws `invalid_index_uid`, or what {@link NodeState.enqueue} throws. */
export function accept(state: NodeState, uid: string, content: TaskContent): ModelReply {
  return { status: 202, body: printSummary(state.enqueue(checkUid(uid), content)) };
}

/** Answers `uid`; throws `invalid_index_uid` unless it is one. */
export function checkUid(uid: string): string {
  if (!indexUidPattern.test(uid)) throw invalidIndexUid(uid);
  return uid;
}
