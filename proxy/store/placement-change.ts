import { assert } from '../../engine/base/assert.ts';
import { gapKey } from '../../engine/movement/ledger.ts';
import type { Placement, Revision } from '../../engine/placement/placement.ts';
import type { PlacementChange } from '../../engine/ports/move-store.ts';
import type { BehindReplica, LedgerEntry } from '../../engine/ports/repair-store.ts';

/** `placement` as it is stored first: all of it is of this version. */
export function firstPlacement(placement: Placement, version: Revision): Placement {
  const { hosts, shards } = placement;
  return { version, hosts, shards: shards.map((shard) => ({ ...shard, version })) };
}

/**
 * `placement` after `change`: what the change names, and the whole, are of this version. Throws an
 * assertion failure if the index does not have a shard that is named.
 */
export function changedPlacement(
  placement: Placement,
  change: PlacementChange,
  version: Revision,
): Placement {
  const shards = [...placement.shards];
  for (const { shard, replicas, incoming, outgoing } of change.shards) {
    assert(shard in shards, `an index has no shard ${shard}`);
    shards[shard] = { replicas, incoming, outgoing, version };
  }
  return { version, hosts: change.hosts ?? placement.hosts, shards };
}

/**
 * Whether the `ledger` of an index says of the replicas in `repaired` exactly what it said when they
 * were repaired: each entry was not made again, and there is no further one.
 */
export function isRepairUpToDate(
  ledger: readonly LedgerEntry[],
  repaired: readonly LedgerEntry[],
): boolean {
  const known = new Map(ledger.map((entry) => [gapKey(entry), entry]));
  const isUnchanged = repaired.every((entry) => {
    const now = known.get(gapKey(entry));
    return now?.since === entry.since && now.renewals === entry.renewals;
  });
  const keys = new Set(repaired.map(gapKey));
  const replicas = new Set(repaired.map(replicaKey));
  return (
    isUnchanged &&
    ledger.every((entry) => keys.has(gapKey(entry)) || !replicas.has(replicaKey(entry)))
  );
}

/** Whether an entry is for a node that has no part in its shard any more after `change`. */
export function isMisplaced(entry: BehindReplica, change: PlacementChange): boolean {
  const placed = change.shards.find(({ shard }) => shard === entry.shard);
  if (placed === undefined) return false;
  return ![...placed.replicas.flat(), ...placed.incoming].includes(entry.node);
}

function replicaKey({ shard, node }: BehindReplica): string {
  return `${shard}/${node}`;
}
