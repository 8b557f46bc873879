import type { TaskBatch, TaskSelection } from '../../../engine/ports/selection-store.ts';
import type { ClientTask, OwnedTask, TaskPage, TaskUid } from '../../../engine/ports/task-store.ts';
import { batchOf } from '../../../engine/tasks/selection-details.ts';
import { newCancelation, newDeletion } from '../selections.ts';
import type { MemorySessions } from './memory-sessions.ts';
import { isReached, type MemoryTaskRows } from './memory-task-rows.ts';

/** The cancelations, deletions and batches of a memory store. */
export class MemorySelections {
  readonly #rows: MemoryTaskRows;
  readonly #sessions: MemorySessions;

  constructor(rows: MemoryTaskRows, sessions: MemorySessions) {
    this.#rows = rows;
    this.#sessions = sessions;
  }

  registerCancelation(selection: TaskSelection): ClientTask | null {
    if (!this.#sessions.isOpen(selection.session)) return null;
    const matched = this.#rows.matching(selection);
    return this.#rows.add((uid) => newCancelation(uid, selection, matched));
  }

  deleteTasks(selection: TaskSelection): ClientTask | null {
    if (!this.#sessions.isOpen(selection.session)) return null;
    const matched = this.#rows.matching(selection);
    for (const task of matched) {
      if (task.finishedAt !== null) this.#rows.set({ ...task, isDeleted: true });
    }
    return this.#rows.add((uid) => newDeletion(uid, selection, matched));
  }

  markCanceled(owned: OwnedTask, uid: TaskUid): boolean {
    const effect = this.#rows.owned(owned)?.effect;
    const isWanted = effect?.kind === 'cancel-tasks' && effect.tasks.includes(uid);
    const target = this.#rows.get(uid);
    if (!isWanted || target?.phase !== 'dispatched' || target.finishedAt !== null) return false;
    if ((target.canceledBy ?? owned.uid) !== owned.uid) return false;
    this.#rows.set({ ...target, canceledBy: owned.uid });
    return true;
  }

  listBatches(page: TaskPage): { batches: readonly TaskBatch[]; total: number } {
    // Batches keep the names of their time.
    const matching = new Set(this.#rows.matching(page, withFirstName).map(batchOf));
    const byBatch = Map.groupBy(this.#rows.matching({ filter: {} }), batchOf);
    const all = [...byBatch].flatMap(([uid, tasks]) =>
      uid !== null && matching.has(uid) ? [{ uid, tasks }] : [],
    );
    const ordered = all.toSorted((left, right) =>
      page.reverse ? left.uid - right.uid : right.uid - left.uid,
    );
    const batches = ordered.filter(({ uid }) => isReached(uid, page)).slice(0, page.limit);
    return { batches, total: all.length };
  }
}

function withFirstName(task: ClientTask): ClientTask {
  const { firstName } = task;
  return firstName === undefined ? task : { ...task, indexName: firstName };
}
