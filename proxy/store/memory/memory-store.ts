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
import { MemoryFleet } from './memory-fleet.ts';
import { MemoryIndexes } from './memory-indexes.ts';
import { MemoryInstanceStore } from './memory-instance-store.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { MemoryMoves } from './memory-moves.ts';
import { MemoryRepairs } from './memory-repairs.ts';
import { MemoryRevisions } from './memory-revisions.ts';
import { MemorySelections } from './memory-selections.ts';
import { MemorySessions } from './memory-sessions.ts';
import { MemoryTaskRows } from './memory-task-rows.ts';
import { MemoryTasks } from './memory-tasks.ts';
import { MemoryVerifications } from './memory-verifications.ts';
import { MemoryWebhooks } from './memory-webhooks.ts';

/** What a store may begin with. */
export interface MemoryStoreContent {
  readonly indexes?: readonly IndexRecord[];
  readonly behind?: readonly BehindReplica[];
  /** Names of proxies whose sessions are open, numbered from 1. */
  readonly proxies?: readonly string[];
}

/** A store that forgets everything with the process: for tests, and as the plain meaning of the port. */
export class MemoryStore extends MemoryInstanceStore implements TaskStore {
  readonly #revisions: MemoryRevisions;
  readonly #sessions = new MemorySessions();
  readonly #ledger: MemoryLedger;
  readonly #indexes: MemoryIndexes;
  readonly #repairs: MemoryRepairs;
  readonly #moves: MemoryMoves;
  readonly #fleet: MemoryFleet;
  readonly #verifications: MemoryVerifications;
  readonly #tasks: MemoryTasks;
  readonly #selections: MemorySelections;
  protected readonly webhooks: MemoryWebhooks;

  constructor({ indexes: records = [], behind = [], proxies = [] }: MemoryStoreContent = {}) {
    const placed = records.map(({ placementVersion }) => placementVersion);
    const revisions = new MemoryRevisions(Math.max(0, ...placed));
    super(revisions);
    const sessions = this.#sessions;
    const ledger = new MemoryLedger(revisions);
    const indexes = new MemoryIndexes(revisions, records);
    const repairs = new MemoryRepairs(sessions);
    const moves = new MemoryMoves(repairs, indexes, ledger);
    const verifications = new MemoryVerifications(repairs, indexes);
    this.#revisions = revisions;
    this.#ledger = ledger;
    this.#indexes = indexes;
    this.#repairs = repairs;
    this.#moves = moves;
    this.#fleet = new MemoryFleet(revisions);
    this.#verifications = verifications;
    const rows = new MemoryTaskRows(sessions);
    const webhooks = new MemoryWebhooks(rows, sessions);
    this.webhooks = webhooks;
    const around = { rows, sessions, indexes, ledger, repairs, moves, verifications, webhooks };
    this.#tasks = new MemoryTasks(around);
    this.#selections = new MemorySelections(rows, sessions);
    ledger.add(behind);
    for (const proxy of proxies) sessions.open(proxy);
  }

  async initializeFleet(seed: Topology): Promise<{ seed: Topology; fleet: FleetRecord }> {
    return this.#fleet.initialize(seed);
  }

  async changeFleet(change: FleetChange): Promise<{ operation: FleetOperation | null } | null> {
    return this.#fleet.change(change);
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
    return this.#sessions.open(proxy);
  }

  async renewSession(session: SessionId, adopted: Revision): Promise<boolean> {
    return this.#sessions.renew(session, adopted);
  }

  async listSessions(): Promise<readonly Session[]> {
    return this.#sessions.list();
  }

  async endSession(ending: { session: SessionId; renewals?: number }): Promise<boolean> {
    return this.#sessions.end(ending.session, ending.renewals);
  }

  async adoptTasks(heir: SessionId): Promise<number> {
    return this.#tasks.adopt(heir);
  }

  async readShared(since: Revision): Promise<SharedState | null> {
    const { newest, ledger, fleet, keys, instance } = this.#revisions;
    if (newest <= since) return null;
    return {
      revision: newest,
      ...this.#indexes.readSince(since),
      behind: ledger > since ? this.#ledger.list() : null,
      fleet: fleet > since ? this.#fleet.current() : null,
      keys: keys > since ? this.keys.list() : null,
      features: instance > since ? this.instance.features : null,
      network: instance > since ? this.instance.network : null,
    };
  }

  async listIndexes(): Promise<readonly IndexRecord[]> {
    return this.#indexes.list();
  }

  async registerTask(registration: Registration): Promise<RegistrationOutcome> {
    return this.#tasks.register(registration);
  }

  async withdrawTask(task: OwnedTask): Promise<boolean> {
    return this.#tasks.withdraw(task);
  }

  async recordDispatch(task: OwnedTask, dispatch: Dispatch): Promise<boolean> {
    return this.#tasks.recordDispatch(task, dispatch);
  }

  async abandonTask(task: OwnedTask, abandonment: Abandonment): Promise<boolean> {
    return this.#tasks.abandon(task, abandonment);
  }

  async reopenTask(task: OwnedTask): Promise<boolean> {
    return this.#tasks.reopen(task);
  }

  async recordProgress(task: OwnedTask, startedAt: string): Promise<boolean> {
    return this.#tasks.recordProgress(task, startedAt);
  }

  async settleTask(task: OwnedTask, settlement: Settlement): Promise<boolean> {
    return this.#tasks.settle(task, settlement);
  }

  async recordOutcomes(task: OwnedTask, outcomes: Dispatch): Promise<boolean> {
    return this.#tasks.recordOutcomes(task, outcomes);
  }

  async getTask(uid: TaskUid): Promise<ClientTask | undefined> {
    return this.#tasks.get(uid);
  }

  async listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }> {
    return this.#tasks.list(page);
  }

  async listUnsettledTasks(limit: number): Promise<readonly ClientTask[]> {
    return this.#tasks.listUnsettled(limit);
  }

  async listBehind(): Promise<readonly BehindReplica[]> {
    return this.#ledger.list();
  }

  async clearAwaited(): Promise<void> {
    this.#tasks.clearAwaited();
  }

  async claimRepair(
    claim: RepairClaim,
    marks: readonly BehindReplica[],
  ): Promise<readonly LedgerEntry[] | null> {
    if (!this.#repairs.claim(claim)) return null;
    this.#ledger.add(marks);
    return this.#ledger.listOf(claim.indexUid);
  }

  async takeRepairTurn(claim: RepairClaim): Promise<boolean> {
    return this.#repairs.takeTurn(claim, this.#tasks.isBusy(claim.indexUid));
  }

  async endRepair(claim: RepairClaim, what: 'turn' | 'claim'): Promise<void> {
    this.#repairs.end(claim, what);
  }

  async clearRepaired(claim: RepairClaim, entries: readonly LedgerEntry[]): Promise<boolean> {
    if (!this.#repairs.isHeld(claim)) return false;
    this.#ledger.forgetUnchanged(entries);
    return true;
  }

  async changePlacement(
    claim: RepairClaim,
    change: PlacementChange,
  ): Promise<'changed' | 'stale' | 'unclaimed'> {
    return this.#moves.changePlacement(claim, change);
  }

  async saveMove(claim: RepairClaim, move: MoveRecord): Promise<boolean> {
    return this.#moves.save(claim, move);
  }

  async endMove(claim: RepairClaim, target: NodeId): Promise<boolean> {
    return this.#moves.end(claim, target);
  }

  async listMoves(): Promise<readonly MoveRecord[]> {
    return this.#moves.list();
  }

  async noteVerified(
    claim: RepairClaim,
    shards: readonly ShardId[],
    verifiedAt: string,
  ): Promise<boolean> {
    return this.#verifications.note(claim, shards, verifiedAt);
  }

  async listVerified(): Promise<readonly ShardVerification[]> {
    return this.#verifications.list();
  }

  async registerCancelation(selection: TaskSelection): Promise<ClientTask | null> {
    return this.#selections.registerCancelation(selection);
  }

  async deleteTasks(selection: TaskSelection): Promise<ClientTask | null> {
    return this.#selections.deleteTasks(selection);
  }

  async markCanceled(cancelation: OwnedTask, target: TaskUid): Promise<boolean> {
    return this.#selections.markCanceled(cancelation, target);
  }

  async listBatches(page: TaskPage): Promise<{ batches: readonly TaskBatch[]; total: number }> {
    return this.#selections.listBatches(page);
  }

  async pruneTasks(finishedBefore: string, limit: number): Promise<number> {
    return this.#tasks.prune(finishedBefore, limit);
  }

  async close(): Promise<void> {}
}
