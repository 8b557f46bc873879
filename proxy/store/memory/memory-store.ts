import { gapKey } from '../../../engine/movement/ledger.ts';
import { must } from '../../../engine/base/assert.ts';
import { compareCodePoints, compareNumbers } from '../../../engine/base/order.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { Topology } from '../../../engine/cluster/topology.ts';
import type {
  BehindReplica,
  ClientTask,
  IndexAcceptance,
  IndexRecord,
  NodeTask,
  Settlement,
  TaskDraft,
  TaskPage,
  TaskStore,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import {
  acceptanceOf,
  appearanceOf,
  invisible,
  isGone,
  newTask,
  phaseAfterSettlement,
} from '../task-lifecycle.ts';
import { matches } from './task-filter.ts';

/** A store that forgets everything with the process: for tests, and as the plain meaning of the port. */
export class MemoryStore implements TaskStore {
  #topology: Topology | undefined;
  #nextUid: TaskUid = 0;
  /** In order of their numbers. */
  readonly #tasks = new Map<TaskUid, ClientTask>();
  readonly #indexes = new Map<string, IndexRecord>();
  readonly #behind = new Map<string, BehindReplica>();

  async initializeTopology(topology: Topology): Promise<Topology> {
    this.#topology ??= structuredClone(topology);
    return this.#topology;
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    const records = [...this.#indexes.values()];
    return records.toSorted((left, right) => compareCodePoints(left.uid, right.uid));
  }

  async registerTask(draft: TaskDraft, acceptance?: IndexAcceptance): Promise<ClientTask> {
    const task = newTask(this.#nextUid, structuredClone(draft));
    this.#nextUid += 1;
    this.#tasks.set(task.uid, task);
    if (acceptance !== undefined) this.#accept(acceptance);
    return task;
  }

  async withdrawTask(uid: TaskUid, acceptance?: IndexAcceptance): Promise<void> {
    if (!this.#tasks.delete(uid)) return;
    if (this.#nextUid === uid + 1) this.#nextUid = uid;
    if (acceptance === undefined) return;
    this.#accept(acceptance);
    this.#forgetIndexIfGone(acceptance.uid);
  }

  async restoreAcceptance(acceptance: IndexAcceptance): Promise<void> {
    this.#accept(acceptance);
  }

  async recordDispatch(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void> {
    const task = this.#tasks.get(uid);
    if (task === undefined || task.phase === 'settled') return;
    this.#tasks.set(uid, { ...task, phase: 'dispatched', nodeTasks: structuredClone(nodeTasks) });
    this.#addBehind(behind);
  }

  async recordProgress(uid: TaskUid, startedAt: string): Promise<void> {
    const task = this.#tasks.get(uid);
    if (task === undefined || task.finishedAt !== null) return;
    this.#tasks.set(uid, { ...task, status: 'processing', startedAt: task.startedAt ?? startedAt });
  }

  async settleTask(uid: TaskUid, settlement: Settlement): Promise<void> {
    const task = this.#tasks.get(uid);
    if (task === undefined || task.phase === 'settled') return;
    const { status, startedAt, finishedAt, details, error, appearance } = settlement;
    const nodeTasks = structuredClone(settlement.nodeTasks);
    const phase = phaseAfterSettlement(nodeTasks);
    const settled = { status, startedAt, finishedAt, details, error, nodeTasks, phase };
    this.#tasks.set(uid, { ...task, ...settled });
    this.#addBehind(settlement.behind);
    if (appearance !== undefined) {
      const known = this.#indexes.get(appearance.uid);
      if (known !== undefined) {
        this.#indexes.set(appearance.uid, { ...known, ...appearanceOf(appearance) });
      }
      this.#forgetIndexIfGone(appearance.uid);
    }
    if (task.indexUid !== null) this.#forgetIndexIfGone(task.indexUid);
  }

  async recordOutcomes(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void> {
    const task = this.#tasks.get(uid);
    if (task === undefined || task.phase === 'settled' || task.finishedAt === null) return;
    const phase = phaseAfterSettlement(nodeTasks);
    this.#tasks.set(uid, { ...task, phase, nodeTasks: structuredClone(nodeTasks) });
    this.#addBehind(behind);
  }

  async getTask(uid: TaskUid): Promise<ClientTask | undefined> {
    return this.#tasks.get(uid);
  }

  async listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }> {
    const matching = [...this.#tasks.values()].filter((task) => matches(task, page.filter));
    const ordered = page.reverse ? matching : matching.toReversed();
    const { from } = page;
    const reached = ordered.filter(
      ({ uid }) => from === null || (page.reverse ? uid >= from : uid <= from),
    );
    return { tasks: reached.slice(0, page.limit), total: matching.length };
  }

  async listUnsettledTasks(limit: number): Promise<readonly ClientTask[]> {
    return [...this.#tasks.values()].filter((task) => task.phase !== 'settled').slice(0, limit);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return [...this.#behind.values()].toSorted(
      (left, right) =>
        compareCodePoints(left.indexUid, right.indexUid) ||
        compareNumbers(left.shard, right.shard) ||
        compareCodePoints(left.node, right.node) ||
        compareCodePoints(left.reason, right.reason),
    );
  }

  async clearBehind(entries: readonly BehindReplica[]): Promise<void> {
    for (const entry of entries) this.#behind.delete(gapKey(entry));
  }

  async pruneTasks(finishedBefore: string, limit: number): Promise<number> {
    const beforeMs = must(parseTime(finishedBefore), 'a time to prune before');
    const ended = [...this.#tasks.values()].flatMap(({ uid, phase, finishedAt }) => {
      const finishedMs = finishedAt === null ? undefined : parseTime(finishedAt);
      return phase === 'settled' && finishedMs !== undefined ? [{ uid, finishedMs }] : [];
    });
    const pruned = ended
      .filter(({ finishedMs }) => finishedMs < beforeMs)
      .toSorted((left, right) => compareNumbers(left.finishedMs, right.finishedMs))
      .slice(0, limit);
    for (const { uid } of pruned) this.#tasks.delete(uid);
    return pruned.length;
  }

  async close(): Promise<void> {}

  #accept(acceptance: IndexAcceptance): void {
    const known = this.#indexes.get(acceptance.uid) ?? invisible(acceptance.uid);
    this.#indexes.set(acceptance.uid, { ...known, ...acceptanceOf(acceptance) });
  }

  #addBehind(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      const known = this.#behind.get(gapKey(entry));
      if (known === undefined || entry.since < known.since) {
        this.#behind.set(gapKey(entry), { ...entry });
      }
    }
  }

  #forgetIndexIfGone(uid: string): void {
    const record = this.#indexes.get(uid);
    if (record === undefined || !isGone(record)) return;
    this.#indexes.delete(uid);
    for (const [key, entry] of this.#behind) {
      if (entry.indexUid === uid) this.#behind.delete(key);
    }
  }
}
