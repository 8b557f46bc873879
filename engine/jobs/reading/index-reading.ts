import { coverForRead } from '../../cluster/cover-choice.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { Filter } from '../../documents/filter.ts';
import { hasEmbedders } from '../../movement/repair/index-repair.ts';
import { openTasks } from '../../movement/repair/index-turn.ts';
import { RepairFailure } from '../../movement/repair/repair-failure.ts';
import { relyOn } from '../../movement/restored/newest-task.ts';
import { allShards } from '../../placement/shard-map.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import type { JobWork } from '../job.ts';
import { mergedDocuments } from './merged-documents.ts';
import { ReadingFailure } from './reading-failure.ts';
import { SliceReader } from './slice-reader.ts';

/** An index at a moment at which no write to it was unfinished. */
export interface IndexContent {
  /** What readers see of it at that moment. */
  readonly index: IndexRecord;
  /**
   * The exact texts of its documents in the order of their first insertion, a run at a time. Rejects with
   * {@link ReadingFailure} rather than end, if what was read is not of one moment.
   */
  readonly documents: AsyncIterable<readonly string[]>;
}

/** The nodes that are read, each for shards of its own, and what they are expected to hold to the end. */
export interface Reading {
  readonly index: IndexRecord;
  readonly assignment: ReadonlyMap<NodeId, readonly ShardId[]>;
}

/**
 * Chooses a clean replica of every shard of an index; undefined if readers see no such index. Throws
 * {@link ReadingFailure} if a shard has none that can be read.
 */
export async function chooseReading(
  context: EngineContext,
  indexUid: string,
): Promise<Reading | undefined> {
  await context.shared.refresh();
  const index = context.catalogue.get(indexUid);
  if (index?.visible !== true) return undefined;
  const preference = { sticky: `documents ${indexUid}`, failed: new Set<NodeId>() };
  const cover = coverForRead(context, index, allShards(index.shards), preference);
  const lacking = [...cover.missing, ...cover.stale];
  if (lacking.length > 0) {
    throw new ReadingFailure(`no whole replica of shard ${lacking.join(', ')} answers`);
  }
  return { index, assignment: cover.assignment };
}

/** Whether every accepted task of the index has ended on the nodes that are read. */
export async function isAtRest(
  context: EngineContext,
  { index, assignment }: Reading,
): Promise<boolean> {
  const open = await openTasks(context, index.uid, [...assignment.keys()]);
  if (open.length > 0) context.follower.wake();
  return open.length === 0;
}

/** The content of an index that is at rest; to be given up by whoever hears that it did not stay so. */
export function contentOf(
  context: EngineContext,
  reading: Reading,
  filter: Filter | null,
  { goOn }: Pick<JobWork, 'goOn'>,
): IndexContent {
  const { index, assignment } = reading;
  const hasVectors = hasEmbedders(index);
  const documents = async function* (): AsyncGenerator<readonly string[], void, undefined> {
    const readers = [...assignment].map(([node, shards]) => {
      const slice = { indexUid: index.uid, node, shards, filter, hasVectors };
      return new SliceReader(context, slice);
    });
    yield* mergedDocuments(readers, goOn);
    await checkUnchanged(context, reading);
  };
  return { index, documents: documents() };
}

/** Throws {@link ReadingFailure} if something may have been written to what was read. */
async function checkUnchanged(
  context: EngineContext,
  { index, assignment }: Reading,
): Promise<void> {
  await context.shared.refresh();
  const now = context.catalogue.get(index.uid);
  const isSame =
    now?.newestTask === index.newestTask && now.placementVersion === index.placementVersion;
  if (!isSame) throw new ReadingFailure('the index was written to', true);
  for (const [node, shards] of assignment) {
    const isBehind = shards.some((shard) => context.ledger.isBehind(index.uid, shard, node));
    if (isBehind) throw new ReadingFailure(`\`${node}\` turned out to lack writes`);
  }
  try {
    await relyOn(context, index.uid, [...assignment.keys()]);
  } catch (error) {
    if (error instanceof RepairFailure) throw new ReadingFailure(error.message);
    throw error;
  }
}
