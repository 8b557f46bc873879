import type { NodeId, ShardId, Topology } from '../../../engine/cluster/topology.ts';
import type { Revision } from '../../../engine/placement/placement.ts';
import type { ShardVerification } from '../../../engine/ports/entropy-store.ts';
import type {
  FleetChange,
  FleetOperation,
  FleetRecord,
} from '../../../engine/ports/fleet-store.ts';
import type { MoveRecord, PlacementChange } from '../../../engine/ports/move-store.ts';
import type {
  BehindReplica,
  LedgerEntry,
  RepairClaim,
} from '../../../engine/ports/repair-store.ts';
import type { TaskBatch, TaskSelection } from '../../../engine/ports/selection-store.ts';
import type { Session, SessionId } from '../../../engine/ports/session.ts';
import type { SharedState } from '../../../engine/ports/shared-state.ts';
import type { Registration, RegistrationOutcome } from '../../../engine/ports/registration.ts';
import type {
  Abandonment,
  ClientTask,
  Dispatch,
  IndexRecord,
  OwnedTask,
  Settlement,
  TaskPage,
  TaskStore,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { FleetRows } from './fleet-rows.ts';
import { IndexRows } from './index-rows.ts';
import { LedgerRows } from './ledger-rows.ts';
import { MoveRows } from './move-rows.ts';
import { PlacementRows } from './placement-rows.ts';
import { RepairRows } from './repair-rows.ts';
import { SqliteInstance } from './sqlite-instance.ts';
import { SelectionRows } from './selection-rows.ts';
import { SessionRows } from './session-rows.ts';
import { TaskRows } from './task-rows.ts';
import { VerificationRows } from './verification-rows.ts';

/**
 * A store in one SQLite file, which several proxies on one machine may share; `:memory:` is a
 * private one. A method has reached the disk when it resolves (`synchronous = FULL`).
 */
export class SqliteStore extends SqliteInstance implements TaskStore {
  readonly #sessions: SessionRows;
  readonly #ledger: LedgerRows;
  readonly #indexes: IndexRows;
  readonly #repairs: RepairRows;
  readonly #moves: MoveRows;
  readonly #fleet: FleetRows;
  readonly #verifications: VerificationRows;
  readonly #tasks: TaskRows;
  readonly #selections: SelectionRows;

  /** Opens or creates the file. Throws `SchemaVersionAhead`, or SQLite's own error. */
  constructor(path: string) {
    super(path);
    const { statements, revisions } = this;
    const sessions = new SessionRows(statements);
    const ledger = new LedgerRows(statements, revisions);
    const placements = new PlacementRows(statements);
    const indexes = new IndexRows(statements, revisions, placements, ledger);
    const repairs = new RepairRows(statements, sessions, ledger);
    this.#sessions = sessions;
    this.#ledger = ledger;
    this.#indexes = indexes;
    this.#repairs = repairs;
    this.#moves = new MoveRows(statements, repairs, indexes, ledger);
    this.#fleet = new FleetRows(statements, revisions);
    this.#verifications = new VerificationRows(statements, repairs, indexes);
    const around = { statements, sessions, indexes, ledger, repairs };
    this.#tasks = new TaskRows(this.database, around);
    this.#selections = new SelectionRows(this.database, statements, sessions);
  }

  async initializeFleet(seed: Topology): Promise<{ seed: Topology; fleet: FleetRecord }> {
    return this.atomically(() => this.#fleet.initialize(seed));
  }

  async changeFleet(change: FleetChange): Promise<{ operation: FleetOperation | null } | null> {
    return this.atomically(() => this.#fleet.change(change));
  }

  async listOperations(limit: number): Promise<readonly FleetOperation[]> {
    return this.#fleet.list(limit);
  }

  async getOperation(id: number): Promise<FleetOperation | undefined> {
    return this.#fleet.get(id);
  }

  async finishOperations(fleetVersion: number, finishedAt: string): Promise<number> {
    return this.#fleet.finish(fleetVersion, finishedAt);
  }

  async openSession(proxy: string): Promise<SessionId> {
    return this.atomically(() => this.#sessions.open(proxy));
  }

  async renewSession(session: SessionId, adopted: Revision): Promise<boolean> {
    return this.#sessions.renew(session, adopted);
  }

  async listSessions(): Promise<readonly Session[]> {
    return this.#sessions.list();
  }

  async endSession(ending: { session: SessionId; renewals?: number }): Promise<boolean> {
    return this.#sessions.end(ending);
  }

  async adoptTasks(heir: SessionId): Promise<number> {
    // Asked again and again, mostly in vain: the write lock is taken only if there is something.
    if (!this.#tasks.hasOrphans()) return 0;
    return this.atomically(() => this.#tasks.adopt(heir));
  }

  async readShared(since: Revision): Promise<SharedState | null> {
    if (this.revisions.read().newest <= since) return null;
    return this.consistently(() => {
      const { newest, ledger, fleet, keys, instance } = this.revisions.read();
      return {
        revision: newest,
        ...this.#indexes.readSince(since),
        behind: ledger > since ? this.#ledger.list() : null,
        fleet: fleet > since ? this.#fleet.current() : null,
        keys: keys > since ? this.keys.list() : null,
        features: instance > since ? this.instance.features() : null,
        network: instance > since ? this.instance.network() : null,
      };
    });
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    return this.consistently(() => this.#indexes.list());
  }

  async registerTask(registration: Registration): Promise<RegistrationOutcome> {
    return this.atomically(() => this.#tasks.register(registration));
  }

  async withdrawTask(task: OwnedTask): Promise<boolean> {
    return this.atomically(() => this.#tasks.withdraw(task));
  }

  async recordDispatch(task: OwnedTask, dispatch: Dispatch): Promise<boolean> {
    return this.atomically(() => this.#tasks.recordDispatch(task, dispatch));
  }

  async abandonTask(task: OwnedTask, abandonment: Abandonment): Promise<boolean> {
    return this.atomically(() => this.#tasks.abandon(task, abandonment));
  }

  async reopenTask(task: OwnedTask): Promise<boolean> {
    return this.atomically(() => this.#tasks.reopen(task));
  }

  async recordProgress(task: OwnedTask, startedAt: string): Promise<boolean> {
    return this.#tasks.recordProgress(task, startedAt);
  }

  async settleTask(task: OwnedTask, settlement: Settlement): Promise<boolean> {
    return this.atomically(() => this.#tasks.settle(task, settlement));
  }

  async recordOutcomes(task: OwnedTask, outcomes: Dispatch): Promise<boolean> {
    return this.atomically(() => this.#tasks.recordOutcomes(task, outcomes));
  }

  async getTask(uid: TaskUid): Promise<ClientTask | undefined> {
    return this.#tasks.get(uid);
  }

  async listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }> {
    return this.consistently(() => this.#tasks.list(page));
  }

  async listUnsettledTasks(limit: number): Promise<readonly ClientTask[]> {
    return this.#tasks.listUnsettled(limit);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return this.#ledger.list();
  }

  async clearAwaited(): Promise<void> {
    this.atomically(() => this.#tasks.clearAwaited());
  }

  async claimRepair(
    claim: RepairClaim,
    marks: readonly BehindReplica[],
  ): Promise<readonly LedgerEntry[] | null> {
    return this.atomically(() => this.#repairs.claim(claim, marks));
  }

  async takeRepairTurn(claim: RepairClaim): Promise<boolean> {
    return this.atomically(() => this.#repairs.takeTurn(claim));
  }

  async endRepair(claim: RepairClaim, what: 'turn' | 'claim'): Promise<void> {
    this.atomically(() => this.#repairs.end(claim, what));
  }

  async clearRepaired(claim: RepairClaim, entries: readonly LedgerEntry[]): Promise<boolean> {
    return this.atomically(() => this.#repairs.clear(claim, entries));
  }

  async changePlacement(
    claim: RepairClaim,
    change: PlacementChange,
  ): Promise<'changed' | 'stale' | 'unclaimed'> {
    return this.atomically(() => this.#moves.changePlacement(claim, change));
  }

  async saveMove(claim: RepairClaim, move: MoveRecord): Promise<boolean> {
    return this.atomically(() => this.#moves.save(claim, move));
  }

  async endMove(claim: RepairClaim, target: NodeId): Promise<boolean> {
    return this.atomically(() => this.#moves.end(claim, target));
  }

  async listMoves(): Promise<readonly MoveRecord[]> {
    return this.#moves.list();
  }

  async noteVerified(
    claim: RepairClaim,
    shards: readonly ShardId[],
    verifiedAt: string,
  ): Promise<boolean> {
    return this.atomically(() => this.#verifications.note(claim, shards, verifiedAt));
  }

  async listVerified(): Promise<readonly ShardVerification[]> {
    return this.#verifications.list();
  }

  async registerCancelation(selection: TaskSelection): Promise<ClientTask | null> {
    return this.atomically(() => this.#selections.registerCancelation(selection));
  }

  async deleteTasks(selection: TaskSelection): Promise<ClientTask | null> {
    return this.atomically(() => this.#selections.deleteTasks(selection));
  }

  async markCanceled(cancelation: OwnedTask, target: TaskUid): Promise<boolean> {
    return this.#selections.markCanceled(cancelation, target);
  }

  async listBatches(page: TaskPage): Promise<{ batches: readonly TaskBatch[]; total: number }> {
    return this.consistently(() => this.#selections.listBatches(page));
  }

  async pruneTasks(finishedBefore: string, limit: number): Promise<number> {
    return this.#tasks.prune(finishedBefore, limit);
  }
}
