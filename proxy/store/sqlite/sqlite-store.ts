import Database from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
import type { Topology } from '../../../engine/cluster/topology.ts';
import type {
  BehindReplica,
  ClientTask,
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  NodeTask,
  Settlement,
  TaskDraft,
  TaskPage,
  TaskStore,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { newTask, phaseAfterSettlement } from '../task-lifecycle.ts';
import { migrate } from './migrations.ts';
import { type TaskRow, behindOf, behindRow, indexOf, taskOf, taskRow, timeMs } from './rows.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { filterCondition, pageCondition } from './task-query.ts';

/** How long to wait for another process that writes to the same file. */
const busyTimeoutMs = 5000;

/**
 * A store in one SQLite file, which several proxies on one machine may share; `:memory:` is a
 * private one. A method has reached the disk when it resolves (`synchronous = FULL`).
 */
export class SqliteStore implements TaskStore {
  readonly #database: Database.Database;
  readonly #statements: Statements;

  /** Opens or creates the file. Throws `SchemaVersionAhead`, or SQLite's own error. */
  constructor(path: string) {
    this.#database = new Database(path, { timeout: busyTimeoutMs });
    this.#database.pragma('journal_mode = WAL');
    this.#database.pragma('synchronous = FULL');
    migrate(this.#database);
    this.#statements = prepareStatements(this.#database);
  }

  async initializeTopology(topology: Topology): Promise<Topology> {
    return this.#atomically(() => {
      this.#statements.insertTopology.run(JSON.stringify(topology));
      return JSON.parse(must(this.#statements.selectTopology.get(), 'the topology').document);
    });
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    return this.#statements.selectIndexes.all().map(indexOf);
  }

  async registerTask(draft: TaskDraft, acceptance?: IndexAcceptance): Promise<ClientTask> {
    return this.#atomically(() => {
      const { uid } = must(this.#statements.allocateUid.get(), 'the counter of tasks');
      const task = newTask(uid, draft);
      this.#statements.insertTask.run(taskRow(task));
      if (acceptance !== undefined) this.#accept(acceptance);
      return task;
    });
  }

  async withdrawTask(uid: TaskUid, acceptance?: IndexAcceptance): Promise<void> {
    this.#atomically(() => {
      if (this.#statements.deleteTask.run(uid).changes === 0) return;
      this.#statements.returnUid.run(uid, uid);
      if (acceptance === undefined) return;
      this.#accept(acceptance);
      this.#forgetIndexIfGone(acceptance.uid);
    });
  }

  async restoreAcceptance(acceptance: IndexAcceptance): Promise<void> {
    this.#accept(acceptance);
  }

  async recordDispatch(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void> {
    this.#atomically(() => {
      const dispatch = { uid, node_tasks: JSON.stringify(nodeTasks) };
      const { changes } = this.#statements.recordDispatch.run(dispatch);
      if (changes === 1) this.#addBehind(behind);
    });
  }

  async recordProgress(uid: TaskUid, startedAt: string): Promise<void> {
    const started = { started_at: startedAt, started_ms: timeMs(startedAt) };
    this.#statements.recordProgress.run({ uid, ...started });
  }

  async settleTask(uid: TaskUid, settlement: Settlement): Promise<void> {
    this.#atomically(() => {
      const settled = this.#statements.settleTask.get({
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
      if (settled === undefined) return;
      this.#addBehind(settlement.behind);
      if (settlement.appearance !== undefined) this.#show(settlement.appearance);
      if (settled.index_uid !== null) this.#forgetIndexIfGone(settled.index_uid);
    });
  }

  async recordOutcomes(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void> {
    this.#atomically(() => {
      const phase = phaseAfterSettlement(nodeTasks);
      const outcomes = { uid, phase, node_tasks: JSON.stringify(nodeTasks) };
      const { changes } = this.#statements.recordOutcomes.run(outcomes);
      if (changes === 1) this.#addBehind(behind);
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
    const read = this.#database.transaction(() => {
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
    return read.deferred();
  }

  async listUnsettledTasks(limit: number): Promise<readonly ClientTask[]> {
    return this.#statements.selectUnsettled.all(limit).map(taskOf);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return this.#statements.selectBehind.all().map(behindOf);
  }

  async clearBehind(entries: readonly BehindReplica[]): Promise<void> {
    this.#atomically(() => {
      for (const entry of entries) this.#statements.clearBehind.run(behindRow(entry));
    });
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
    return this.#database.transaction(work).immediate();
  }

  #accept(acceptance: IndexAcceptance): void {
    this.#statements.accept.run({
      uid: acceptance.uid,
      shards: acceptance.shards,
      accepted: Number(acceptance.accepted),
      accepted_primary_key: acceptance.acceptedPrimaryKey,
      written: Number(acceptance.written),
    });
  }

  #show(appearance: IndexAppearance): void {
    this.#statements.show.run({
      uid: appearance.uid,
      visible: Number(appearance.visible),
      primary_key: appearance.primaryKey,
      created_at: appearance.createdAt,
      updated_at: appearance.updatedAt,
      settings: appearance.settings,
    });
    this.#forgetIndexIfGone(appearance.uid);
  }

  #addBehind(entries: readonly BehindReplica[]): void {
    for (const entry of entries) this.#statements.addBehind.run(behindRow(entry));
  }

  #forgetIndexIfGone(uid: string): void {
    if (this.#statements.deleteIndexIfGone.run(uid).changes === 0) return;
    this.#statements.forgetIndex.run(uid);
  }
}
