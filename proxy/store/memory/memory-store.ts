import { must } from '../../../engine/base/assert.ts';
import { compareNumbers } from '../../../engine/base/order.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { Topology } from '../../../engine/cluster/topology.ts';
import type { Session, SessionId } from '../../../engine/ports/session.ts';
import type {
  BehindReplica,
  LedgerEntry,
  RepairClaim,
} from '../../../engine/ports/repair-store.ts';
import type {
  Abandonment,
  ClientTask,
  Dispatch,
  IndexRecord,
  OwnedTask,
  Registration,
  RegistrationOutcome,
  Revision,
  Settlement,
  SharedState,
  TaskPage,
  TaskStore,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { isAsSeen, isAwaited, newTask, phaseAfterSettlement } from '../task-lifecycle.ts';
import { MemoryIndexes } from './memory-indexes.ts';
import { MemoryRepairs } from './memory-repairs.ts';
import { MemorySessions } from './memory-sessions.ts';
import { matches } from './task-filter.ts';

/** What a store may begin with. */
export interface MemoryStoreContent {
  readonly indexes?: readonly IndexRecord[];
  readonly behind?: readonly BehindReplica[];
  /** Names of proxies whose sessions are open, numbered from 1. */
  readonly proxies?: readonly string[];
}

/** A store that forgets everything with the process: for tests, and as the plain meaning of the port. */
export class MemoryStore implements TaskStore {
  #topology: Topology | undefined;
  #nextUid: TaskUid = 0;
  /** In order of their numbers. */
  readonly #tasks = new Map<TaskUid, ClientTask>();
  /** Tasks that wait to be `dispatching` once more. */
  readonly #awaitingTurn = new Set<TaskUid>();
  readonly #sessions = new MemorySessions();
  readonly #repairs = new MemoryRepairs(this.#sessions);
  readonly #indexes: MemoryIndexes;

  constructor({ indexes = [], behind = [], proxies = [] }: MemoryStoreContent = {}) {
    this.#indexes = new MemoryIndexes(indexes, behind);
    for (const proxy of proxies) this.#sessions.open(proxy);
  }

  async initializeTopology(topology: Topology): Promise<Topology> {
    this.#topology ??= structuredClone(topology);
    return this.#topology;
  }

  async openSession(proxy: string): Promise<SessionId> {
    return this.#sessions.open(proxy);
  }

  async renewSession(session: SessionId): Promise<boolean> {
    return this.#sessions.renew(session);
  }

  async listSessions(): Promise<readonly Session[]> {
    return this.#sessions.list();
  }

  async endSession(ending: { session: SessionId; renewals?: number }): Promise<boolean> {
    return this.#sessions.end(ending.session, ending.renewals);
  }

  async adoptTasks(heir: SessionId): Promise<number> {
    if (!this.#sessions.isOpen(heir)) return 0;
    const orphans = this.#unsettled().filter(({ session }) => !this.#sessions.isOpen(session));
    for (const task of orphans) this.#tasks.set(task.uid, { ...task, session: heir });
    return orphans.length;
  }

  async readShared(since: Revision): Promise<SharedState | null> {
    return this.#indexes.readShared(since);
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    return this.#indexes.list();
  }

  async registerTask(registration: Registration): Promise<RegistrationOutcome> {
    const { session, draft, seen, acceptance } = registration;
    const { indexUid } = draft;
    if (!this.#sessions.isOpen(session)) return { kind: 'session-gone' };
    if (this.#isTaken(indexUid)) return { kind: 'busy' };
    if (!isAsSeen(this.#indexes.get(indexUid), seen)) return { kind: 'stale' };
    const task = newTask(this.#nextUid, structuredClone(registration));
    this.#nextUid += 1;
    this.#tasks.set(task.uid, task);
    if (acceptance !== undefined) this.#indexes.accept(acceptance);
    if (indexUid !== null) this.#indexes.noteTask(indexUid, task.uid);
    return { kind: 'registered', task };
  }

  async withdrawTask(owned: OwnedTask): Promise<boolean> {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatching') return false;
    this.#tasks.delete(task.uid);
    if (this.#nextUid === task.uid + 1) this.#nextUid = task.uid;
    if (task.previous !== null) this.#indexes.restore(task.previous);
    return true;
  }

  async recordDispatch(owned: OwnedTask, { nodeTasks, behind }: Dispatch): Promise<boolean> {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatching') return false;
    const dispatched = { phase: 'dispatched', nodeTasks: structuredClone(nodeTasks) } as const;
    this.#tasks.set(task.uid, { ...task, ...dispatched });
    this.#indexes.addBehind(behind);
    return true;
  }

  async abandonTask(owned: OwnedTask, abandonment: Abandonment): Promise<boolean> {
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
      this.#indexes.forgetIfGone(acceptance.uid);
    }
    this.#indexes.addBehind(abandonment.behind);
    return true;
  }

  async reopenTask(owned: OwnedTask): Promise<boolean> {
    const task = this.#owned(owned);
    if (task?.phase !== 'dispatched') return false;
    this.#awaitingTurn.add(task.uid);
    if (this.#isBusy(task.indexUid) || this.#turnOf(task.indexUid) === 'taken') return false;
    this.#awaitingTurn.delete(task.uid);
    this.#tasks.set(task.uid, { ...task, phase: 'dispatching' });
    return true;
  }

  async recordProgress(owned: OwnedTask, startedAt: string): Promise<boolean> {
    const task = this.#owned(owned);
    if (task === undefined || task.finishedAt !== null) return false;
    const started = { status: 'processing', startedAt: task.startedAt ?? startedAt } as const;
    this.#tasks.set(task.uid, { ...task, ...started });
    return true;
  }

  async settleTask(owned: OwnedTask, settlement: Settlement): Promise<boolean> {
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
    if (task.indexUid !== null) this.#indexes.forgetIfGone(task.indexUid);
    this.#indexes.addBehind(settlement.behind);
    return true;
  }

  async recordOutcomes(owned: OwnedTask, { nodeTasks, behind }: Dispatch): Promise<boolean> {
    const task = this.#owned(owned);
    if (task === undefined || task.finishedAt === null) return false;
    const phase = phaseAfterSettlement(nodeTasks);
    this.#tasks.set(task.uid, { ...task, phase, nodeTasks: structuredClone(nodeTasks) });
    this.#indexes.addBehind(behind);
    return true;
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
    return this.#unsettled().slice(0, limit);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return this.#indexes.listBehind();
  }

  async clearAwaited(): Promise<void> {
    const unsettled = this.#unsettled();
    this.#indexes.forgetBehind(
      (entry) => entry.reason === 'awaiting-outcome' && !isAwaited(entry, unsettled),
    );
  }

  async claimRepair(
    claim: RepairClaim,
    marks: readonly BehindReplica[],
  ): Promise<readonly LedgerEntry[] | null> {
    if (!this.#repairs.claim(claim)) return null;
    this.#indexes.addBehind(marks);
    return this.#indexes.ledgerOf(claim.indexUid);
  }

  async takeRepairTurn(claim: RepairClaim): Promise<boolean> {
    return this.#repairs.takeTurn(claim, this.#isBusy(claim.indexUid));
  }

  async endRepair(claim: RepairClaim, what: 'turn' | 'claim'): Promise<void> {
    this.#repairs.end(claim, what);
  }

  async clearRepaired(claim: RepairClaim, entries: readonly LedgerEntry[]): Promise<boolean> {
    if (!this.#repairs.isHeld(claim)) return false;
    this.#indexes.forgetUnchanged(entries);
    return true;
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
    return isNext || this.#isBusy(indexUid) || this.#turnOf(indexUid) !== 'none';
  }

  #turnOf(indexUid: string | null): 'none' | 'awaited' | 'taken' {
    return indexUid === null ? 'none' : this.#repairs.turn(indexUid);
  }

  #isBusy(indexUid: string | null): boolean {
    if (indexUid === null) return false;
    return this.#unsettled().some(
      (task) => task.indexUid === indexUid && task.phase === 'dispatching',
    );
  }
}
