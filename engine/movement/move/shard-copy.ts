import type { CancelToken } from '../../base/cancel.ts';
import type { EngineContext } from '../../context.ts';
import { sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { limits } from '../../limits.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { beginning, type Place } from '../place.ts';
import { until } from '../repair/index-turn.ts';
import { awaitTasks } from '../repair/range-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import {
  readPage,
  readVersions,
  type ReplicaRange,
  type StoredVersion,
} from '../repair/replica-page.ts';

/** Shards of one node that another one is to be given. */
export interface ShardCopy {
  readonly source: ReplicaRange;
  readonly target: ReplicaRange;
}

/** What one page came to. */
export interface CopiedPage {
  /** Where to go on; null at the end. */
  readonly place: Place | null;
  readonly copied: number;
  /** Bytes of text, roughly: characters. */
  readonly bytes: number;
}

/**
 * Waits until the source has carried out what it had accepted of an index before `since`: what is
 * still in its queue could not be copied. A source that takes too long is copied all the same, for the
 * delta pass finds what was missed.
 */
export async function awaitEarlierWrites(
  context: EngineContext,
  { source, since }: { readonly source: ReplicaRange; readonly since: number },
  cancel: CancelToken,
): Promise<void> {
  const { indexUid, node } = source;
  const haveEnded = async (): Promise<boolean> => {
    const unsettled = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
    return !unsettled.some(
      (task) =>
        task.indexUid === indexUid &&
        task.uid < since &&
        (task.finishedAt === null ||
          task.nodeTasks.some((own) => own.node === node && own.status === 'pending')),
    );
  };
  await until(context, limits.moveTaskMsMax, haveEnded, cancel);
}

/**
 * Copies the documents after `place`, at the pace that moves are held to. What the target has in the
 * same or a newer version is left out; what a write brings while the page is under way is put right by
 * the delta pass. Throws {@link RepairFailure}.
 */
export async function copyPage(
  context: EngineContext,
  claim: RepairClaim,
  { source, target }: ShardCopy,
  place: Place,
  cancel: CancelToken,
): Promise<CopiedPage> {
  const { clock, fault } = context.ports;
  const { batchDocuments, documentsPerSecond } = context.config.movement;
  const beganMs = clock.monoMs();
  const page = await readPage(context, source, place, { size: batchDocuments, whole: true });
  // Its place was deleted: what was copied already is compared, and left out.
  if (page === null) return { place: beginning, copied: 0, bytes: 0 };
  const lacking = await lackingOf(context, target, page.documents);
  const texts = lacking.map(({ text }) => text);
  if (texts.length > 0) await send(context, claim, target, texts, cancel);
  await fault.at('copy-sent');
  const tookMs = clock.monoMs() - beganMs;
  const dueMs = (page.documents.length * 1000) / documentsPerSecond;
  await clock.sleep(Math.max(0, dueMs - tookMs), cancel);
  const lastId = page.documents.at(-1)?.id ?? place.lastId;
  return {
    place: page.isLast ? null : { offset: page.offset + page.documents.length, lastId },
    copied: texts.length,
    bytes: texts.reduce((sum, text) => sum + text.length, 0),
  };
}

async function lackingOf(
  context: EngineContext,
  target: ReplicaRange,
  documents: readonly StoredVersion[],
): Promise<readonly StoredVersion[]> {
  if (context.ports.fault.planted('M3')) return documents;
  const ids = documents.map(({ id }) => id);
  const known = await readVersions(context, target, ids);
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  return documents.filter(({ id, version }) => (versions.get(id) ?? '') < version);
}

async function send(
  context: EngineContext,
  { session }: RepairClaim,
  { node, indexUid, primaryKey, shards }: ReplicaRange,
  texts: readonly string[],
  cancel: CancelToken,
): Promise<void> {
  const path = `${indexPath(indexUid)}/documents?primaryKey=${encodeURIComponent(primaryKey)}`;
  const request = { method: 'POST', path, body: ['[', texts.join(','), ']'] } as const;
  const batches = [{ node, shards, request }];
  const outcome = await sendBatches(context, { session, operation: 'move-copy', batches });
  const [missed] = outcome.missed;
  if (missed !== undefined) {
    throw new RepairFailure(`${node} did not take a page: ${missed.reason}`);
  }
  const uids = outcome.accepted.map(({ taskUid }) => taskUid);
  await awaitTasks(context, node, uids, { patienceMs: limits.moveTaskMsMax, cancel });
}
