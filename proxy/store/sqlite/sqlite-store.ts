import Database from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
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
import { migrate } from './migrations.ts';
import { indexOf, type TaskRow, taskOf, taskRow, timeMs } from './rows.ts';
import { RepairRows } from './repair-rows.ts';
import { SharedRows } from './shared-rows.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { filterCondition, pageCondition } from './task-query.ts';
import { resultOf } from './transaction.ts';

/** How long to wait for another process that writes to the same file. */
const busyTimeoutMs = 5000;

/**
 * A store in one SQLite file, which several proxies on one machine may share; `:memory:` is a
 * private one. A method has reached the disk when it resolves (`synchronous = FULL`).
 */
export class SqliteStore implements TaskStore {
  readonly #database: Database.Database;
  readonly #statements: Statements;
  readonly #shared: SharedRows;
  readonly #repairs: RepairRows;
  /** Runs what it is given as one transaction. Made once: better-sqlite3 makes four functions each time. */
  readonly #transaction: Database.Transaction<(work: () => void) => void>;

  /** Opens or creates the file. Throws `SchemaVersionAhead`, or SQLite's own error. */
  constructor(path: string) {
    this.#database = new Database(path, { timeout: busyTimeoutMs });
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    migrate(this.#database);
    this.#statements = prepareStatements(this.#database);
    this.#shared = new SharedRows(this.#statements);
    this.#repairs = new RepairRows(this.#statements, this.#shared);
    this.#transaction = this.#database.transaction((work) => work());
  }

  async initializeTopology(topology: Topology): Promise<Topology> {
    return this.#atomically(() => {
      this.#statements.insertTopology.run(JSON.stringify(topology));
      return JSON.parse(must(this.#statements.selectTopology.get(), 'the topology').document);
    });
  }

  async openSession(proxy: string): Promise<SessionId> {
    return this.#atomically(() => {
      const { session } = must(this.#statements.allocateSession.get(), 'the counter of sessions');
      this.#statements.insertSession.run(session, proxy);
      return session;
    });
  }

  async renewSession(session: SessionId): Promise<boolean> {
    return this.#statements.renewSession.run(session).changes === 1;
  }

  async listSessions(): Promise<readonly Session[]> {
    return this.#statements.selectSessions.all();
  }

  async endSession(ending: { session: SessionId; renewals?: number }): Promise<boolean> {
    const { session, renewals = null } = ending;
    return this.#statements.endSession.run({ session, renewals }).changes === 1;
  }

  async adoptTasks(heir: SessionId): Promise<number> {
    // Asked again and again, mostly in vain: the write lock is taken only if there is something.
    if (this.#statements.countOrphans.get()?.orphans === 0) return 0;
    return this.#atomically(() =>
      this.#isOpen(heir) ? this.#statements.adoptTasks.run(heir).changes : 0,
    );
  }

  async readShared(since: Revision): Promise<SharedState | null> {
    if (this.#shared.isUnchanged(since)) return null;
    return this.#consistently(() => this.#shared.read(since));
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    return this.#statements.selectIndexes.all().map(indexOf);
  }

  async registerTask(registration: Registration): Promise<RegistrationOutcome> {
    const { session, draft, seen, acceptance } = registration;
    const { indexUid } = draft;
    return this.#atomically((): RegistrationOutcome => {
      if (!this.#isOpen(session)) return { kind: 'session-gone' };
      if (this.#isBusy(indexUid)) return { kind: 'busy' };
      if (!isAsSeen(this.#shared.get(indexUid), seen)) return { kind: 'stale' };
      const { uid } = must(this.#statements.allocateUid.get(), 'the counter of tasks');
      const task = newTask(uid, registration);
      this.#statements.insertTask.run(taskRow(task));
      if (acceptance !== undefined) this.#shared.accept(acceptance);
      const hasRow = seen !== null || acceptance !== undefined;
      if (indexUid !== null && hasRow) this.#shared.noteTask(indexUid, uid);
      return { kind: 'registered', task };
    });
  }

  async withdrawTask({ session, uid }: OwnedTask): Promise<boolean> {
    return this.#atomically(() => {
      const withdrawn = this.#statements.withdrawTask.get({ session, uid });
      if (withdrawn === undefined) return false;
      this.#statements.returnUid.run(uid, uid);
      if (withdrawn.previous !== null) this.#shared.restore(JSON.parse(withdrawn.previous));
      return true;
    });
  }

  async recordDispatch(owned: OwnedTask, { nodeTasks, behind }: Dispatch): Promise<boolean> {
    const { session, uid } = owned;
    return this.#atomically(() => {
      const dispatch = { session, uid, node_tasks: JSON.stringify(nodeTasks) };
      if (this.#statements.recordDispatch.run(dispatch).changes === 0) return false;
      this.#shared.addBehind(behind);
      return true;
    });
  }

  async abandonTask({ session, uid }: OwnedTask, abandonment: Abandonment): Promise<boolean> {
    const { error, effect, nodeTasks, behind, acceptance } = abandonment;
    const row = {
      error,
      node_tasks: JSON.stringify(nodeTasks),
      effect: JSON.stringify(effect),
    };
    return this.#atomically(() => {
      if (this.#statements.abandonTask.run({ session, uid, ...row }).changes === 0) return false;
      if (acceptance !== undefined) {
        this.#shared.accept(acceptance);
        this.#shared.forgetIfGone(acceptance.uid);
      }
      this.#shared.addBehind(behind);
      return true;
    });
  }

  async reopenTask({ session, uid }: OwnedTask): Promise<boolean> {
    return this.#atomically(() => {
      if (this.#statements.awaitTurn.run({ session, uid }).changes === 0) return false;
      return this.#statements.reopenTask.run({ session, uid }).changes === 1;
    });
  }

  async recordProgress({ session, uid }: OwnedTask, startedAt: string): Promise<boolean> {
    const started = { started_at: startedAt, started_ms: timeMs(startedAt) };
    return this.#statements.recordProgress.run({ session, uid, ...started }).changes === 1;
  }

  async settleTask({ session, uid }: OwnedTask, settlement: Settlement): Promise<boolean> {
    return this.#atomically(() => {
      const settled = this.#statements.settleTask.get({
        session,
        uid,
        status: settlement.status,
        phase: phaseAfterSettlement(settlement.nodeTasks),
        started_at: settlement.startedAt,
        started_ms: timeMs(settlement.startedAt),
        finished_at: settlement.finishedAt,
        finished_ms: timeMs(settlement.finishedAt),
        details: settlement.details,
        error: settlement.error,
        node_tasks: JSON.stringify(settlement.nodeTasks),
      });
      if (settled === undefined) return false;
      if (settlement.acceptance !== undefined) this.#shared.accept(settlement.acceptance);
      if (settlement.appearance !== undefined) this.#shared.show(settlement.appearance);
      if (settled.index_uid !== null) this.#shared.forgetIfGone(settled.index_uid);
      this.#shared.addBehind(settlement.behind);
      return true;
    });
  }

  async recordOutcomes(owned: OwnedTask, { nodeTasks, behind }: Dispatch): Promise<boolean> {
    const { session, uid } = owned;
    return this.#atomically(() => {
      const phase = phaseAfterSettlement(nodeTasks);
      const outcomes = { session, uid, phase, node_tasks: JSON.stringify(nodeTasks) };
      if (this.#statements.recordOutcomes.run(outcomes).changes === 0) return false;
      this.#shared.addBehind(behind);
      return true;
    });
  }

  async getTask(uid: TaskUid): Promise<ClientTask | undefined> {
    const row = this.#statements.selectTask.get(uid);
    return row === undefined ? undefined : taskOf(row);
  }

  async listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }> {
    const matching = filterCondition(page.filter);
    const reached = pageCondition(page);
    const order = page.reverse ? 'ASC' : 'DESC';
    return this.#consistently(() => {
      const counted = this.#database
        .prepare<unknown[], { total: number }>(
          `SELECT count(*) AS total FROM tasks WHERE ${matching.sql}`,
        )
        .get(...matching.parameters);
      const rows = this.#database
        .prepare<unknown[], TaskRow>(
          `SELECT * FROM tasks WHERE ${reached.sql} ORDER BY uid ${order} LIMIT ?`,
        )
        .all(...reached.parameters, page.limit);
      return { tasks: rows.map(taskOf), total: must(counted, 'a count').total };
    });
  }

  async listUnsettledTasks(limit: number): Promise<readonly ClientTask[]> {
    return this.#statements.selectUnsettled(limit).all().map(taskOf);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return this.#shared.listBehind();
  }

  async clearAwaited(): Promise<void> {
    this.#atomically(() => {
      const awaiting = this.#shared.listBehind().filter((e) => e.reason === 'awaiting-outcome');
      if (awaiting.length === 0) return;
      const unsettled = this.#statements.selectUnsettled(everyTask).all().map(taskOf);
      this.#shared.clearBehind(awaiting.filter((entry) => !isAwaited(entry, unsettled)));
    });
  }

  async claimRepair(
    claim: RepairClaim,
    marks: readonly BehindReplica[],
  ): Promise<readonly LedgerEntry[] | null> {
    return this.#atomically(() => this.#repairs.claim(claim, marks));
  }

  async takeRepairTurn(claim: RepairClaim): Promise<boolean> {
    return this.#atomically(() => this.#repairs.takeTurn(claim));
  }

  async endRepair(claim: RepairClaim, what: 'turn' | 'claim'): Promise<void> {
    this.#atomically(() => this.#repairs.end(claim, what));
  }

  async clearRepaired(claim: RepairClaim, entries: readonly LedgerEntry[]): Promise<boolean> {
    return this.#atomically(() => this.#repairs.clear(claim, entries));
  }

  async pruneTasks(finishedBefore: string, limit: number): Promise<number> {
    return this.#statements.pruneTasks.run(timeMs(finishedBefore), limit).changes;
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  /** Runs `work`, which writes, as one transaction; it is undone if it throws. */
  #atomically<Value>(work: () => Value): Value {
    // Taking the write lock at once: a reader that turns writer can be refused without waiting.
    return resultOf(work, (whole) => this.#transaction.immediate(whole));
  }

  /** Runs `work`, which only reads, so that all its reads see the same moment. */
  #consistently<Value>(work: () => Value): Value {
    return resultOf(work, (whole) => this.#transaction.deferred(whole));
  }

  #isOpen(session: SessionId): boolean {
    return this.#statements.selectSession.get(session) !== undefined;
  }

  #isBusy(indexUid: string | null): boolean {
    if (indexUid === null) return false;
    return (
      this.#statements.selectInTurn.get(indexUid) !== undefined || this.#repairs.hasTurn(indexUid)
    );
  }
}

/** SQLite's way to say: without a limit. */
const everyTask = -1;
