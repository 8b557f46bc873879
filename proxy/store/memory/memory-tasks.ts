import { must } from '../../../engine/base/assert.ts';
import { compareNumbers } from '../../../engine/base/order.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { SessionId } from '../../../engine/ports/session.ts';
import type {
  Abandonment,
  ClientTask,
  Dispatch,
  OwnedTask,
  Registration,
  RegistrationOutcome,
  Settlement,
  TaskPage,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { isAsSeen, isAwaited, newTask, phaseAfterSettlement } from '../task-lifecycle.ts';
import type { MemoryIndexes } from './memory-indexes.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import type { MemoryMoves } from './memory-moves.ts';
import type { MemoryRepairs } from './memory-repairs.ts';
import type { MemorySessions } from './memory-sessions.ts';
import type { MemoryVerifications } from './memory-verifications.ts';
import { matches } from './task-filter.ts';

/** What the tasks of a {@link MemoryStore} rest on and change. */
interface Surroundings {
  readonly sessions: MemorySessions;
  readonly indexes: MemoryIndexes;
  readonly ledger: MemoryLedger;
  readonly repairs: MemoryRepairs;
  readonly moves: MemoryMoves;
  readonly verifications: MemoryVerifications;
}

/** The tasks of a {@link MemoryStore}. */
export class MemoryTasks {
  #nextUid: TaskUid = 0;
  /** In order of their numbers. */
  readonly #tasks = new Map<TaskUid, ClientTask>();
  /** Tasks that wait to be `dispatching` once more. */
  readonly #awaitingTurn = new Set<TaskUid>();
  readonly #sessions: MemorySessions;
  readonly #indexes: MemoryIndexes;
  readonly #ledger: MemoryLedger;
  readonly #repairs: MemoryRepairs;
  readonly #moves: MemoryMoves;
  readonly #verifications: MemoryVerifications;

  constructor({ sessions, indexes, ledger, repairs, moves, verifications }: Surroundings) {
    this.#sessions = sessions;
    this.#indexes = indexes;
    this.#ledger = ledger;
    this.#repairs = repairs;
    this.#moves = moves;
    this.#verifications = verifications;
  }

  adopt(heir: SessionId): number {
    if (!this.#sessions.isOpen(heir)) return 0;
    const orphans = this.#unsettled().filter(({ session }) => !this.#sessions.isOpen(session));
    for (const task of orphans) this.#tasks.set(task.uid, { ...task, session: heir });
    return orphans.length;
  }

  register(registration: Registration): RegistrationOutcome {
    const { session, draft, seen, acceptance } = registration;
    const { indexUid } = draft;
    if (!this.#sessions.isOpen(session)) return { kind: 'session-gone' };
    if (this.#isTaken(indexUid)) return { kind: 'busy' };
    if (!isAsSeen(this.#indexes.get(indexUid), seen)) return { kind: 'stale' };
    if (acceptance !== undefined) {
      if (seen === null) this.#indexes.create(acceptance, registration.placement);
      else this.#indexes.accept(acceptance);
    }
    const task = structuredClone(newTask(this.#nextUid, registration));
    this.#nextUid += 1;
    this.#tasks.set(task.uid, task);
    if (indexUid !== null) this.#indexes.noteTask(indexUid, task.uid);
    return { kind: 'registered', task };
  }

  withdraw(owned: OwnedTask): boolean {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatching') return false;
    this.#tasks.delete(task.uid);
    if (this.#nextUid === task.uid + 1) this.#nextUid = task.uid;
    if (task.previous !== null) {
      this.#indexes.restore(task.previous);
      this.#forgetIfGone(task.previous.uid);
    }
    return true;
  }

  recordDispatch(owned: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatching') return false;
    const dispatched = { phase: 'dispatched', nodeTasks: structuredClone(nodeTasks) } as const;
    this.#tasks.set(task.uid, { ...task, ...dispatched });
    this.#ledger.add(behind);
    return true;
  }

  abandon(owned: OwnedTask, abandonment: Abandonment): boolean {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatching') return false;
    const { error, effect, acceptance } = abandonment;
    this.#tasks.set(task.uid, {
      ...task,
      phase: 'dispatched',
      foregone: 'failed',
      error,
      effect,
      nodeTasks: structuredClone(abandonment.nodeTasks),
    });
    if (acceptance !== undefined) {
      this.#indexes.accept(acceptance);
      this.#forgetIfGone(acceptance.uid);
    }
    this.#ledger.add(abandonment.behind);
    return true;
  }

  reopen(owned: OwnedTask): boolean {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatched') return false;
    this.#awaitingTurn.add(task.uid);
    if (this.isBusy(task.indexUid) || this.#turnOf(task.indexUid) === 'taken') return false;
    this.#awaitingTurn.delete(task.uid);
    this.#tasks.set(task.uid, { ...task, phase: 'dispatching' });
    return true;
  }

  recordProgress(owned: OwnedTask, startedAt: string): boolean {
    const task = this.#owned(owned);
    if (task === undefined || task.finishedAt !== null) return false;
    const started = { status: 'processing', startedAt: task.startedAt ?? startedAt } as const;
    this.#tasks.set(task.uid, { ...task, ...started });
    return true;
  }

  settle(owned: OwnedTask, settlement: Settlement): boolean {
    const task = this.#owned(owned);
    if (task === undefined || task.finishedAt !== null) return false;
    const { status, startedAt, finishedAt, details, error } = settlement;
    const nodeTasks = structuredClone(settlement.nodeTasks);
    const phase = phaseAfterSettlement(nodeTasks);
    const settled = { status, startedAt, finishedAt, details, error, nodeTasks, phase };
    this.#tasks.set(task.uid, { ...task, ...settled });
    this.#awaitingTurn.delete(task.uid);
    if (settlement.acceptance !== undefined) this.#indexes.accept(settlement.acceptance);
    if (settlement.appearance !== undefined) this.#indexes.show(settlement.appearance);
    if (task.indexUid !== null) this.#forgetIfGone(task.indexUid);
    this.#ledger.add(settlement.behind);
    return true;
  }

  recordOutcomes(owned: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const task = this.#owned(owned);
    if (task === undefined || task.finishedAt === null) return false;
    const phase = phaseAfterSettlement(nodeTasks);
    this.#tasks.set(task.uid, { ...task, phase, nodeTasks: structuredClone(nodeTasks) });
    this.#ledger.add(behind);
    return true;
  }

  get(uid: TaskUid): ClientTask | undefined {
    return this.#tasks.get(uid);
  }

  list(page: TaskPage): { tasks: readonly ClientTask[]; total: number } {
    const matching = [...this.#tasks.values()].filter((task) => matches(task, page.filter));
    const ordered = page.reverse ? matching : matching.toReversed();
    const { from } = page;
    const reached = ordered.filter(
      ({ uid }) => from === null || (page.reverse ? uid >= from : uid <= from),
    );
    return { tasks: reached.slice(0, page.limit), total: matching.length };
  }

  listUnsettled(limit: number): readonly ClientTask[] {
    return this.#unsettled().slice(0, limit);
  }

  clearAwaited(): void {
    const unsettled = this.#unsettled();
    this.#ledger.forget(
      (entry) => entry.reason === 'awaiting-outcome' && !isAwaited(entry, unsettled),
    );
  }

  prune(finishedBefore: string, limit: number): number {
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

  /** Whether a task of the index is being sent. */
  isBusy(indexUid: string | null): boolean {
    if (indexUid === null) return false;
    return this.#unsettled().some(
      (task) => task.indexUid === indexUid && task.phase === 'dispatching',
    );
  }

  #unsettled(): readonly ClientTask[] {
    return [...this.#tasks.values()].filter((task) => task.phase !== 'settled');
  }

  /** The task, if it is unsettled and its owner may change it. */
  #owned({ session, uid }: OwnedTask): ClientTask | undefined {
    const task = this.#tasks.get(uid);
    const owns = task?.session === session && this.#sessions.isOpen(session);
    return owns && task.phase !== 'settled' ? task : undefined;
  }

  /** Whether a task of the index is being sent, or is the next to be. */
  #isTaken(indexUid: string | null): boolean {
    const isNext = [...this.#awaitingTurn].some(
      (uid) => this.#tasks.get(uid)?.indexUid === indexUid,
    );
    return isNext || this.isBusy(indexUid) || this.#turnOf(indexUid) !== 'none';
  }

  #turnOf(indexUid: string | null): 'none' | 'awaited' | 'taken' {
    return indexUid === null ? 'none' : this.#repairs.turn(indexUid);
  }

  /** Forgets an index of which nothing is left, with its placement, its moves, its verifications and its ledger. */
  #forgetIfGone(uid: string): void {
    if (!this.#indexes.forgetIfGone(uid)) return;
    this.#moves.forgetIndex(uid);
    this.#verifications.forgetIndex(uid);
    // A restored node need not have been told to delete the index: its remains are yet to be removed.
    this.#ledger.forget(({ indexUid, reason }) => indexUid === uid && reason !== 'restored');
  }
}
