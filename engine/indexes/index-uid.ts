import { limits } from '../limits.ts';
import { invalidIndexUid } from '../protocol/api-error.ts';

/** What Meilisearch accepts as the uid of an index. */
export const indexUidPattern: RegExp = new RegExp(`^[A-Za-z0-9_-]{1,${limits.indexUidBytesMax}}$`);

/** Returns `uid`; throws `invalid_index_uid` unless it is one. */
export function checkIndexUid(uid: string): string {
  if (!indexUidPattern.test(uid)) throw invalidIndexUid(uid);
  return uid;
}
