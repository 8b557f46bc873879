import { indexUidPattern } from '../indexes/index-uid.ts';

/** Whether a uid is the one that `pattern` names, or begins as it says before its `*`. */
export function matchesIndex(pattern: string, uid: string): boolean {
  return pattern.endsWith('*') ? uid.startsWith(pattern.slice(0, -1)) : uid === pattern;
}

/** What Meilisearch finds wrong with the pattern of a key: the part that is no uid; undefined if nothing. */
export function faultyPart(pattern: string): string | undefined {
  if (pattern === '*') return undefined;
  const uid = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern;
  return indexUidPattern.test(uid) ? undefined : uid;
}
