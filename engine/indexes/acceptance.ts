import type { EngineContext } from '../context.ts';
import type { IndexRecord } from '../ports/task-store.ts';
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
    ...(known ?? { ...invisible(uid), newestTask: null }),
    uid,
    shards: known?.shards ?? context.cluster.topology.shards,
    accepted: false,
    acceptedPrimaryKey: null,
    written: false,
  };
}
