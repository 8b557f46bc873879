import { allShards } from '../placement/shard-map.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { readShards } from '../gather/read.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { indexPath } from './node-requests.ts';

/** How many documents an index has in the shards that answer. */
export interface DocumentCount {
  readonly total: number;
  /** Shards that no replica answered for, ascending. */
  readonly missing: readonly ShardId[];
  /** Shards that only a replica which lacks a write answered for, ascending. */
  readonly stale: readonly ShardId[];
}

/**
 * Counts the documents of an index, each shard once. The total of a list of documents is exact; that
 * of a search would leave out what `distinctAttribute` hides.
 */
export async function countDocuments(
  context: EngineContext,
  index: IndexRecord,
): Promise<DocumentCount> {
  const { values, missing, stale } = await readShards(context, {
    operation: 'count-documents',
    index,
    shards: allShards(index.shards),
    sticky: `documents ${index.uid}`,
    request: ({ filter }) => ({
      method: 'POST',
      path: `${indexPath(index.uid)}/documents/fetch`,
      body: JSON.stringify(filter === null ? { limit: 0 } : { limit: 0, filter }),
    }),
    read: readTotal,
  });
  return { total: values.reduce((sum, value) => sum + value, 0), missing, stale };
}

function readTotal(body: string): number {
  const { total }: { total: unknown } = JSON.parse(body);
  if (typeof total !== 'number') throw new TypeError('a list of documents without total');
  return total;
}
