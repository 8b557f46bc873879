import type { Database } from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
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
import type { IndexRows } from './index-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import type { RepairRows } from './repair-rows.ts';
import { settlementRow, type TaskRow, taskOf, taskRow, timeMs } from './rows.ts';
import type { SessionRows } from './session-rows.ts';
import type { Statements } from './statements.ts';
import { filterCondition, pageCondition } from './task-query.ts';

/** What the tasks of a SQLite store rest on and change. */
interface Surroundings {
  readonly statements: Statements;
  readonly sessions: SessionRows;
  readonly indexes: IndexRows;
  readonly ledger: LedgerRows;
  readonly repairs: RepairRows;
}

/** The tasks of a SQLite store. To be changed inside a transaction. */
export class TaskRows {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #sessions: SessionRows;
  readonly #indexes: IndexRows;
  readonly #ledger: LedgerRows;
  readonly #repairs: RepairRows;

  constructor(database: Database, around: Surroundings) {
    this.#database = database;
    this.#statements = around.statements;
    this.#sessions = around.sessions;
    this.#indexes = around.indexes;
    this.#ledger = around.ledger;
    this.#repairs = around.repairs;
  }

  /** Whether there are unsettled tasks whose session is gone. */
  hasOrphans(): boolean {
    return this.#statements.countOrphans.get()?.orphans !== 0;
  }

  adopt(heir: SessionId): number {
    return this.#sessions.isOpen(heir) ? this.#statements.adoptTasks.run(heir).changes : 0;
  }

  register(registration: Registration): RegistrationOutcome {
    const { session, draft, seen, acceptance } = registration;
    const { indexUid } = draft;
    if (!this.#sessions.isOpen(session)) return { kind: 'session-gone' };
    if (this.#isBusy(indexUid)) return { kind: 'busy' };
    if (!isAsSeen(this.#indexes.seen(indexUid), seen)) return { kind: 'stale' };
    const { uid } = must(this.#statements.allocateUid.get(), 'the counter of tasks');
    const task = newTask(uid, registration);
    this.#statements.insertTask.run(taskRow(task));
    if (acceptance !== undefined) {
      if (seen === null) this.#indexes.create(acceptance, registration.placement);
      else this.#indexes.accept(acceptance);
    }
    const hasRow = seen !== null || acceptance !== undefined;
    if (indexUid !== null && hasRow) this.#indexes.noteTask(indexUid, uid);
    return { kind: 'registered', task };
  }

  withdraw({ session, uid }: OwnedTask): boolean {
    const withdrawn = this.#statements.withdrawTask.get({ session, uid });
    if (withdrawn === undefined) return false;
    this.#statements.returnUid.run(uid, uid);
    if (withdrawn.previous !== null) this.#indexes.restore(JSON.parse(withdrawn.previous));
    return true;
  }

  recordDispatch({ session, uid }: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const dispatch = { session, uid, node_tasks: JSON.stringify(nodeTasks) };
    if (this.#statements.recordDispatch.run(dispatch).changes === 0) return false;
    this.#ledger.add(behind);
    return true;
  }

  abandon({ session, uid }: OwnedTask, abandonment: Abandonment): boolean {
    const { error, effect, nodeTasks, behind, acceptance } = abandonment;
    const row = {
      error,
      node_tasks: JSON.stringify(nodeTasks),
      effect: JSON.stringify(effect),
    };
    if (this.#statements.abandonTask.run({ session, uid, ...row }).changes === 0) return false;
    if (acceptance !== undefined) {
      this.#indexes.accept(acceptance);
      this.#indexes.forgetIfGone(acceptance.uid);
    }
    this.#ledger.add(behind);
    return true;
  }

  reopen({ session, uid }: OwnedTask): boolean {
    if (this.#statements.awaitTurn.run({ session, uid }).changes === 0) return false;
    return this.#statements.reopenTask.run({ session, uid }).changes === 1;
  }

  recordProgress({ session, uid }: OwnedTask, startedAt: string): boolean {
    const started = { started_at: startedAt, started_ms: timeMs(startedAt) };
    return this.#statements.recordProgress.run({ session, uid, ...started }).changes === 1;
  }

  settle({ session, uid }: OwnedTask, settlement: Settlement): boolean {
    const row = { session, uid, ...settlementRow(settlement) };
    const settled = this.#statements.settleTask.get(row);
    if (settled === undefined) return false;
    if (settlement.acceptance !== undefined) this.#indexes.accept(settlement.acceptance);
    if (settlement.appearance !== undefined) this.#indexes.show(settlement.appearance);
    if (settled.index_uid !== null) this.#indexes.forgetIfGone(settled.index_uid);
    this.#ledger.add(settlement.behind);
    return true;
  }

  recordOutcomes({ session, uid }: OwnedTask, { nodeTasks, behind }: Dispatch): boolean {
    const phase = phaseAfterSettlement(nodeTasks);
    const outcomes = { session, uid, phase, node_tasks: JSON.stringify(nodeTasks) };
    if (this.#statements.recordOutcomes.run(outcomes).changes === 0) return false;
    this.#ledger.add(behind);
    return true;
  }

  get(uid: TaskUid): ClientTask | undefined {
    const row = this.#statements.selectTask.get(uid);
    return row === undefined ? undefined : taskOf(row);
  }

  list(page: TaskPage): { tasks: readonly ClientTask[]; total: number } {
    const matching = filterCondition(page.filter);
    const reached = pageCondition(page);
    const order = page.reverse ? 'ASC' : 'DESC';
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
  }

  listUnsettled(limit: number): readonly ClientTask[] {
    return this.#statements.selectUnsettled(limit).all().map(taskOf);
  }

  clearAwaited(): void {
    const awaiting = this.#ledger.list().filter((e) => e.reason === 'awaiting-outcome');
    if (awaiting.length === 0) return;
    const unsettled = this.listUnsettled(everyTask);
    this.#ledger.clear(awaiting.filter((entry) => !isAwaited(entry, unsettled)));
  }

  prune(finishedBefore: string, limit: number): number {
    return this.#statements.pruneTasks.run(timeMs(finishedBefore), limit).changes;
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
