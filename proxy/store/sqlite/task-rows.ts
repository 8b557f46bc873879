import type { Database } from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
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
import { areAsSeen, nameOf, namesOf, subjectsOf } from '../task-names.ts';
import type { IndexRows } from './index-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import { NameRows } from './name-rows.ts';
import type { RepairRows } from './repair-rows.ts';
import { settlementRow, type TaskRow, taskOf, taskRow, timeMs } from './rows.ts';
import type { SessionRows } from './session-rows.ts';
import type { Statements } from './statements.ts';
import { matchCondition, pageCondition } from './task-query.ts';

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
  readonly #names: NameRows;

  constructor(database: Database, around: Surroundings) {
    this.#database = database;
    this.#statements = around.statements;
    this.#sessions = around.sessions;
    this.#indexes = around.indexes;
    this.#ledger = around.ledger;
    this.#repairs = around.repairs;
    this.#names = new NameRows(around.statements, around.indexes);
  }

  /** Whether there are unsettled tasks whose session is gone. */
  hasOrphans(): boolean {
    return this.#statements.countOrphans.get()?.orphans !== 0;
  }

  adopt(heir: SessionId): number {
    return this.#sessions.isOpen(heir) ? this.#statements.adoptTasks.run(heir).changes : 0;
  }

  register(registration: Registration): RegistrationOutcome {
    const { session, draft } = registration;
    const subjects = subjectsOf(registration);
    if (!this.#sessions.isOpen(session)) return { kind: 'session-gone' };
    if (subjects.some((uid) => this.#isBusy(uid)) || this.#names.areChanging(namesOf(draft))) {
      return { kind: 'busy' };
    }
    if (!areAsSeen(registration, (name) => this.#indexes.named(name))) return { kind: 'stale' };
    if (!this.#accept(registration)) return { kind: 'stale' };
    const { uid } = must(this.#statements.allocateUid.get(), 'the counter of tasks');
    const task = newTask(uid, registration);
    this.#statements.insertTask.run(taskRow(task));
    for (const subject of subjects) this.#indexes.noteTask(subject, uid);
    return { kind: 'registered', task };
  }

  withdraw({ session, uid }: OwnedTask): boolean {
    const withdrawn = this.#statements.withdrawTask.get({ session, uid });
    if (withdrawn === undefined) return false;
    this.#statements.returnUid.run(uid, uid);
    if (withdrawn.previous === null) return true;
    this.#names.takeBack(withdrawn);
    this.#indexes.restore(JSON.parse(withdrawn.previous));
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
    const given = this.#statements.selectTask.get(uid);
    if (this.#statements.abandonTask.run({ session, uid, ...row }).changes === 0) return false;
    if (given !== undefined) this.#names.takeBack(given);
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
    this.#statements.noteEnded.run(uid);
    if (settlement.acceptance !== undefined) this.#indexes.accept(settlement.acceptance);
    if (settlement.appearance !== undefined) this.#indexes.show(settlement.appearance);
    if (settled.name_change !== null) this.#names.change(uid, JSON.parse(settled.name_change));
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
    const matching = matchCondition(page);
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
    const { changes } = this.#statements.pruneTasks.run(timeMs(finishedBefore), limit);
    if (changes > 0) this.#statements.pruneAnnouncements.run();
    return changes;
  }

  /** What a registration changes for writers; false, and nothing, if its new index is there. */
  #accept({ draft, seen, acceptance, placement }: Registration): boolean {
    const { nameChange } = draft;
    if (acceptance !== undefined && seen === null) {
      if (this.#indexes.has(acceptance.uid)) return false;
      this.#indexes.create(acceptance, nameOf(draft) ?? acceptance.uid, placement);
    } else if (acceptance !== undefined) {
      this.#indexes.accept(acceptance);
    }
    if (nameChange !== undefined) this.#indexes.acceptNames(nameChange);
    return true;
  }

  #isBusy(indexUid: string): boolean {
    return (
      this.#statements.selectInTurn.get(indexUid) !== undefined || this.#repairs.hasTurn(indexUid)
    );
  }
}

/** SQLite's way to say: without a limit. */
const everyTask = -1;
