import { limits } from '../limits.ts';

/**
 * By what nodes are to know an index that clients call `name`: its name, unless an index that was
 * renamed has that for its uid; then the first of `name-2`, `name-3` … that none has.
 */
export function freeUid(name: string, isTaken: (uid: string) => boolean): string {
  let uid = name;
  for (let number = 2; isTaken(uid); number += 1) {
    const ending = `-${number}`;
    uid = `${name.slice(0, limits.indexUidBytesMax - ending.length)}${ending}`;
  }
  return uid;
}
