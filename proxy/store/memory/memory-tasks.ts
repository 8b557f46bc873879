import { must } from '../../../engine/base/assert.ts';
import { compareNumbers } from '../../../engine/base/order.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { NameChange } from '../../../engine/ports/index-names.ts';
import type { SessionId } from '../../../engine/ports/session.ts';
import type { Registration, RegistrationOutcome } from '../../../engine/ports/registration.ts';
import type {
  Abandonment,
  ClientTask,
  Dispatch,
  OwnedTask,
  Settlement,
  TaskPage,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { isAwaited, newTask, phaseAfterSettlement } from '../task-lifecycle.ts';
import { areAsSeen, nameOf, namesOf, renamedTask, subjectsOf } from '../task-names.ts';
import type { MemoryIndexes } from './memory-indexes.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import type { MemoryMoves } from './memory-moves.ts';
import type { MemoryRepairs } from './memory-repairs.ts';
import type { MemorySessions } from './memory-sessions.ts';
import { isReached, type MemoryTaskRows } from './memory-task-rows.ts';
import type { MemoryVerifications } from './memory-verifications.ts';
import type { MemoryWebhooks } from './memory-webhooks.ts';

/** What the tasks of a {@link MemoryStore} rest on and change. */
interface Surroundings {
  readonly rows: MemoryTaskRows;
  readonly sessions: MemorySessions;
  readonly indexes: MemoryIndexes;
  readonly ledger: MemoryLedger;
  readonly repairs: MemoryRepairs;
  readonly moves: MemoryMoves;
  readonly verifications: MemoryVerifications;
  readonly webhooks: MemoryWebhooks;
}

/** The tasks of a {@link MemoryStore}. */
export class MemoryTasks {
  readonly #rows: MemoryTaskRows;
  /** Tasks that wait to be `dispatching` once more. */
  readonly #awaitingTurn = new Set<TaskUid>();
  readonly #sessions: MemorySessions;
  readonly #indexes: MemoryIndexes;
  readonly #ledger: MemoryLedger;
  readonly #repairs: MemoryRepairs;
  readonly #moves: MemoryMoves;
  readonly #verifications: MemoryVerifications;
  readonly #webhooks: MemoryWebhooks;

  constructor(around: Surroundings) {
    const { rows, sessions, indexes, ledger, repairs, moves, verifications, webhooks } = around;
    this.#webhooks = webhooks;
    this.#rows = rows;
    this.#sessions = sessions;
    this.#indexes = indexes;
    this.#ledger = ledger;
    this.#repairs = repairs;
    this.#moves = moves;
    this.#verifications = verifications;
  }

  adopt(heir: SessionId): number {
    if (!this.#sessions.isOpen(heir)) return 0;
    const orphans = this.#rows.unsettled().filter(({ session }) => !this.#sessions.isOpen(session));
    for (const task of orphans) this.#rows.set({ ...task, session: heir });
    return orphans.length;
  }

  register(registration: Registration): RegistrationOutcome {
    const { session, draft } = registration;
    const subjects = subjectsOf(registration);
    if (!this.#sessions.isOpen(session)) return { kind: 'session-gone' };
    if (subjects.some((uid) => this.#isTaken(uid)) || this.#isRenaming(namesOf(draft))) {
      return { kind: 'busy' };
    }
    if (!areAsSeen(registration, (name) => this.#indexes.named(name))) return { kind: 'stale' };
    if (!this.#accept(registration)) return { kind: 'stale' };
    const task = this.#rows.add((uid) => newTask(uid, registration));
    for (const uid of subjects) this.#indexes.noteTask(uid, task.uid);
    return { kind: 'registered', task };
  }

  withdraw(owned: OwnedTask): boolean {
    const task = this.#rows.owned(owned);
    if (task?.phase !== 'dispatching') return false;
    this.#rows.takeBack(task.uid);
    if (task.previous !== null) {
      this.#takeNameBack(task);
      this.#indexes.restore(task.previous);
      this.#forgetIfGone(task.previous.uid);
    }
    return true;
  }

  recordDispatch(owned: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const task = this.#rows.owned(owned);
    if (task?.phase !== 'dispatching') return false;
    const dispatched = { phase: 'dispatched', nodeTasks: structuredClone(nodeTasks) } as const;
    this.#rows.set({ ...task, ...dispatched });
    this.#ledger.add(behind);
    return true;
  }

  abandon(owned: OwnedTask, abandonment: Abandonment): boolean {
    const task = this.#rows.owned(owned);
    if (task?.phase !== 'dispatching') return false;
    const { error, effect, acceptance } = abandonment;
    const { nameChange: _, ...rest } = task;
    this.#takeNameBack(task);
    this.#rows.set({
      ...rest,
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
    const task = this.#rows.owned(owned);
    if (task?.phase !== 'dispatched') return false;
    this.#awaitingTurn.add(task.uid);
    if (this.isBusy(task.indexUid) || this.#turnOf(task.indexUid) === 'taken') return false;
    this.#awaitingTurn.delete(task.uid);
    this.#rows.set({ ...task, phase: 'dispatching' });
    return true;
  }

  recordProgress(owned: OwnedTask, startedAt: string): boolean {
    const task = this.#rows.owned(owned);
    if (task === undefined || task.finishedAt !== null) return false;
    const started = { status: 'processing', startedAt: task.startedAt ?? startedAt } as const;
    this.#rows.set({ ...task, ...started });
    return true;
  }

  settle(owned: OwnedTask, settlement: Settlement): boolean {
    const task = this.#rows.owned(owned);
    if (task === undefined || task.finishedAt !== null) return false;
    if (task.canceledBy !== settlement.canceledBy) return false;
    const { status, startedAt, finishedAt, details, error } = settlement;
    const nodeTasks = structuredClone(settlement.nodeTasks);
    const phase = phaseAfterSettlement(nodeTasks);
    const settled = { status, startedAt, finishedAt, details, error, nodeTasks, phase };
    this.#rows.set({ ...task, ...settled });
    this.#webhooks.noteEnded(task.uid);
    this.#awaitingTurn.delete(task.uid);
    if (settlement.acceptance !== undefined) this.#indexes.accept(settlement.acceptance);
    if (settlement.appearance !== undefined) this.#indexes.show(settlement.appearance);
    if (task.nameChange !== undefined) this.#rename(task.uid, task.nameChange);
    if (task.indexUid !== null) this.#forgetIfGone(task.indexUid);
    this.#ledger.add(settlement.behind);
    return true;
  }

  recordOutcomes(owned: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const task = this.#rows.owned(owned);
    if (task === undefined || task.finishedAt === null) return false;
    const phase = phaseAfterSettlement(nodeTasks);
    this.#rows.set({ ...task, phase, nodeTasks: structuredClone(nodeTasks) });
    this.#ledger.add(behind);
    return true;
  }

  get(uid: TaskUid): ClientTask | undefined {
    return this.#rows.get(uid);
  }

  list(page: TaskPage): { tasks: readonly ClientTask[]; total: number } {
    const matching = this.#rows.matching(page);
    const ordered = page.reverse ? matching : matching.toReversed();
    const reached = ordered.filter(({ uid }) => isReached(uid, page));
    return { tasks: reached.slice(0, page.limit), total: matching.length };
  }

  listUnsettled(limit: number): readonly ClientTask[] {
    return this.#rows.unsettled().slice(0, limit);
  }

  clearAwaited(): void {
    const unsettled = this.#rows.unsettled();
    this.#ledger.forget(
      (entry) => entry.reason === 'awaiting-outcome' && !isAwaited(entry, unsettled),
    );
  }

  prune(finishedBefore: string, limit: number): number {
    const beforeMs = must(parseTime(finishedBefore), 'a time to prune before');
    const ended = this.#rows.all().flatMap(({ uid, phase, finishedAt }) => {
      const finishedMs = finishedAt === null ? undefined : parseTime(finishedAt);
      return phase === 'settled' && finishedMs !== undefined ? [{ uid, finishedMs }] : [];
    });
    const pruned = ended
      .filter(({ finishedMs }) => finishedMs < beforeMs)
      .toSorted((left, right) => compareNumbers(left.finishedMs, right.finishedMs))
      .slice(0, limit);
    for (const { uid } of pruned) this.#rows.delete(uid);
    this.#webhooks.forgetPruned();
    return pruned.length;
  }

  /** Whether a task of the index is being sent. */
  isBusy(indexUid: string | null): boolean {
    if (indexUid === null) return false;
    return this.#rows
      .unsettled()
      .some((task) => task.indexUid === indexUid && task.phase === 'dispatching');
  }

  /** What a registration changes for writers; false, and nothing, if its new index is there. */
  #accept({ draft, seen, acceptance, placement }: Registration): boolean {
    const { nameChange } = draft;
    if (acceptance !== undefined && seen === null) {
      if (this.#indexes.get(acceptance.uid) !== undefined) return false;
      this.#indexes.create(acceptance, nameOf(draft) ?? acceptance.uid, placement);
    } else if (acceptance !== undefined) {
      this.#indexes.accept(acceptance);
    }
    if (nameChange !== undefined) this.#indexes.acceptNames(nameChange);
    return true;
  }

  /** Gives an index the name back that its writer knew it by. */
  #takeNameBack({ nameChange, previous }: ClientTask): void {
    if (nameChange === undefined || previous === null || previous.acceptedName === null) return;
    this.#indexes.acceptNames({ indexes: [{ uid: previous.uid, name: previous.acceptedName }] });
  }

  /** Renames indexes for readers, and the tasks before `uid`. */
  #rename(uid: TaskUid, change: NameChange): void {
    this.#indexes.showNames(change);
    for (const task of this.#rows.all()) {
      const renamed = task.uid < uid ? renamedTask(task, change) : undefined;
      if (renamed !== undefined) this.#rows.set(renamed);
    }
  }

  /** Whether a task that is being sent changes one of the names. */
  #isRenaming(names: readonly string[]): boolean {
    return this.#rows
      .unsettled()
      .some(
        (task) =>
          task.phase === 'dispatching' &&
          task.nameChange !== undefined &&
          namesOf(task).some((name) => names.includes(name)),
      );
  }

  /** Whether a task of the index is being sent, or is the next to be. */
  #isTaken(indexUid: string | null): boolean {
    const isNext = [...this.#awaitingTurn].some(
      (uid) => this.#rows.get(uid)?.indexUid === indexUid,
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
