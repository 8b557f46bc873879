import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { newPlacement } from '../placement/placement.ts';
import { invisible } from './catalogue.ts';

/**
 * An index as a writer must assume it: the known one, or a fresh one that does not exist yet. One
 * that was deleted starts anew, though readers may see the old one for a little longer.
 */
export function acceptIndex(
  context: EngineContext,
  uid: string,
  known: IndexRecord | null,
): IndexRecord {
  if (known?.accepted === true) return known;
  return {
    ...(known ?? freshIndex(context, uid)),
    uid,
    accepted: false,
    acceptedPrimaryKey: null,
    written: false,
  };
}

/** An index of which nothing is known: it gets its shards where the fleet of now wants them. */
function freshIndex(context: EngineContext, uid: string): IndexRecord {
  const { topology } = context.cluster;
  const { shards } = topology;
  return {
    ...invisible(uid),
    shards,
    accepted: false,
    acceptedPrimaryKey: null,
    written: false,
    newestTask: null,
    placementVersion: 0,
    placement: newPlacement(topology, shards),
  };
}
