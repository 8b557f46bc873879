import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { newPlacement } from '../placement/placement.ts';
import { invisible } from './catalogue.ts';
import { freeUid } from './free-uid.ts';

/**
 * The index that clients call `name`, as a writer must assume it: the known one, or a fresh one that
 * does not exist yet. One that was deleted starts anew, though readers may see the old one for a
 * little longer. Its uid, by which nodes know it, need not be its name.
 */
export function acceptIndex(
  context: EngineContext,
  name: string,
  known: IndexRecord | null,
): IndexRecord {
  if (known?.accepted === true) return known;
  return {
    ...(known ?? freshIndex(context, name)),
    accepted: false,
    acceptedPrimaryKey: null,
    written: false,
  };
}

/** An index of which nothing is known: it gets its shards where the fleet of now wants them. */
function freshIndex(context: EngineContext, name: string): IndexRecord {
  const { catalogue, cluster } = context;
  const { topology } = cluster;
  const { shards } = topology;
  return {
    ...invisible(freeUid(name, (uid) => catalogue.get(uid) !== undefined)),
    acceptedName: name,
    name,
    shards,
    accepted: false,
    acceptedPrimaryKey: null,
    written: false,
    newestTask: null,
    placementVersion: 0,
    placement: newPlacement(topology, shards),
  };
}
