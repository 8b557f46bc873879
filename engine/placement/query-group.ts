import { assert } from '../base/assert.ts';
import type { GroupId } from '../cluster/topology.ts';

/**
 * The replica group that answers the query number `sequence` (a counter of this proxy): the usable
 * groups in turn, so that the load of an unusable one spreads over all others. Undefined if no
 * group is usable.
 */
export function queryGroup(
  sequence: number,
  replicaGroups: number,
  usable: (group: GroupId) => boolean,
): GroupId | undefined {
  assert(Number.isSafeInteger(sequence) && sequence >= 0, 'a sequence is a natural number');
  const groups = Array.from({ length: replicaGroups }, (_, group) => group).filter(usable);
  return groups.length === 0 ? undefined : groups[sequence % groups.length];
}
