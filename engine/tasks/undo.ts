import type { EngineContext } from '../context.ts';
import { sendBatches } from '../gather/write.ts';
import { deleteIndexEverywhere, hostsOf } from '../indexes/node-requests.ts';
import { primaryKeyUndo } from '../indexes/primary-key-undo.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, IndexAcceptance, SeenIndex, TaskEffect } from '../ports/task-store.ts';
import { acceptedSettings, runningTasks } from '../settings/accepted-settings.ts';
import { withinFeatures } from '../settings/feature-settings.ts';
import { restoreSettings } from '../settings/confirm.ts';
import { settingsRequest, settingsToRestore } from '../settings/restore.ts';

/**
 * Takes back, on every node, what a task did to its index as a whole on some; to be called while the
 * task is `dispatching`, so that no other write is sent meanwhile. Answers what writers must assume
 * of the index again; undefined if that does not change.
 */
export async function undoTask(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<IndexAcceptance | undefined> {
  const { indexUid, effect, previous } = task;
  if (indexUid === null) return undefined;
  const later = await laterWrites(context, task);
  // What is deleted anyway must not be made anew.
  if (later.some((other) => other.effect.kind === 'delete-index')) return undefined;
  if (previous !== null && createsIndex(task)) {
    return undoCreation(context, session, { previous, isWanted: later.length > 0 });
  }
  if (effect.kind === 'settings') {
    await restoreSettings(context, session, { uid: task.uid, indexUid });
    return undefined;
  }
  if (effect.kind !== 'set-primary-key' || previous === null || later.length > 0) return undefined;
  const settings = withinFeatures(context.features, await acceptedSettings(context, indexUid));
  const batches = primaryKeyUndo(previous, settings, hostsOf(context, indexUid));
  await sendBatches(context, { session, operation: 'index-undo', batches });
  return previous;
}

/** The tasks that have not ended and that change the index as `task` was to leave it, oldest first. */
export async function laterWrites(
  context: EngineContext,
  { uid, indexUid }: ClientTask,
): Promise<readonly ClientTask[]> {
  if (indexUid === null) return [];
  const running = await runningTasks(context, indexUid);
  return running.filter((other) => other.uid > uid && other.effect.kind !== 'none');
}

/** What a task that failed before it was sent as a whole does to its index, as {@link undoTask} left it. */
export function effectLeft(
  { effect }: ClientTask,
  acceptance: IndexAcceptance | undefined,
): TaskEffect {
  return effect.kind === 'touch-index' && acceptance === undefined ? effect : { kind: 'none' };
}

/** Whether the index did not exist for writers before this task. */
export function createsIndex({ previous, effect }: ClientTask): boolean {
  const creates = effect.kind === 'touch-index' || effect.kind === 'settings';
  return creates && previous?.accepted === false;
}

async function undoCreation(
  context: EngineContext,
  session: SessionId,
  { previous, isWanted }: { previous: SeenIndex; isWanted: boolean },
): Promise<IndexAcceptance | undefined> {
  const { uid } = previous;
  const operation = 'index-undo';
  if (!isWanted) {
    const batches = deleteIndexEverywhere(context, uid);
    await sendBatches(context, { session, operation, batches });
    return previous;
  }
  // Later writes rest on the index: it stays, and nodes that lack it get it with all its settings.
  const settings = withinFeatures(context.features, await acceptedSettings(context, uid));
  const request = settingsRequest(uid, settingsToRestore(settings, [settings]));
  const batches = hostsOf(context, uid).map((node) => ({ node, shards: [], request }));
  await sendBatches(context, { session, operation, batches });
  return undefined;
}
