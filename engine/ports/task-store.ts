import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { Placement, Revision } from '../placement/placement.ts';
import type { EntropyStore } from './entropy-store.ts';
import type { FleetStore } from './fleet-store.ts';
import type { InstanceStore } from './instance-store.ts';
import type { IndexNames, NameChange } from './index-names.ts';
import type { MoveStore } from './move-store.ts';
import type { Registration, RegistrationOutcome } from './registration.ts';
import type { BehindReplica, RepairStore } from './repair-store.ts';
import type { SelectionStore } from './selection-store.ts';
import type { Session, SessionId } from './session.ts';
import type { WebhooksStore } from './webhooks-store.ts';
import type { SharedState } from './shared-state.ts';

/** The number that a client knows a write by; also that write's version (design decision 1). */
export type TaskUid = number;

export type TaskStatus = 'enqueued' | 'processing' | 'succeeded' | 'failed' | 'canceled';
export type TaskType =
  | 'documentAdditionOrUpdate'
  | 'documentEdition'
  | 'documentDeletion'
  | 'settingsUpdate'
  | 'indexCreation'
  | 'indexDeletion'
  | 'indexUpdate'
  | 'indexSwap'
  | 'taskCancelation'
  | 'taskDeletion'
  | 'dumpCreation'
  | 'snapshotCreation'
  | 'export'
  | 'upgradeDatabase';

/** What became of one task that a node accepted. `lost`: the node no longer knows it. */
export type NodeTaskStatus = 'pending' | 'succeeded' | 'failed' | 'canceled' | 'lost';

/** A task on a node that carries (part of) a client's write. */
export interface NodeTask {
  readonly node: NodeId;
  readonly taskUid: number;
  /** The shards whose documents it carries; empty when it is about the index as a whole. */
  readonly shards: readonly ShardId[];
  readonly status: NodeTaskStatus;
  /** Set when the node is only being given these shards: what comes of it decides nothing. */
  readonly incoming?: true;
  /** How often the node had been found to be restored before; absent: never. If that grows, it is lost. */
  readonly restorations?: number;
  /** When it was enqueued, as the node says: tells it from another task that has its number later. */
  readonly enqueuedAt?: string;
}

/**
 * How far a task has come inside Miroir.
 * `dispatching`: requests about it are being sent to nodes, and a crash leaves them unknown; there is
 * one such task of an index at a time. `dispatched`: its node tasks are recorded and being followed.
 * `settled`: its outcome is final.
 */
export type TaskPhase = 'dispatching' | 'dispatched' | 'settled';

/** The change that a task makes to the index that readers see, applied when it succeeds. */
export type TaskEffect =
  | { readonly kind: 'none' }
  /** The index exists (now), perhaps with this primary key. */
  | { readonly kind: 'touch-index'; readonly primaryKey: string | null }
  | { readonly kind: 'delete-index' }
  | { readonly kind: 'set-primary-key'; readonly primaryKey: string }
  | { readonly kind: 'settings'; readonly patch: string }
  /** These tasks, which had not ended when it was registered, are to be canceled. */
  | { readonly kind: 'cancel-tasks'; readonly tasks: readonly TaskUid[] };

/** A client's write. `details` and `error` are JSON text in Meilisearch's own shape, times RFC 3339. */
export interface ClientTask {
  readonly uid: TaskUid;
  /** By which nodes know its index. */
  readonly indexUid: string | null;
  /** By which its client knows its index; absent: it is the uid. */
  readonly indexName?: string;
  /** By which its client knew its index when it was accepted; absent: that has not changed. */
  readonly firstName?: string;
  /** The names by which it is found, and in whose order it ends; absent: only that of its index. */
  readonly names?: readonly string[];
  readonly nameChange?: NameChange;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly phase: TaskPhase;
  readonly enqueuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly details: string | null;
  readonly error: string | null;
  readonly effect: TaskEffect;
  /** Set when the outcome was known on arrival (a payload without ids, a missing index …). */
  readonly foregone: 'succeeded' | 'failed' | null;
  readonly nodeTasks: readonly NodeTask[];
  /** The session that looks after it; null for a task from before there were sessions. */
  readonly session: SessionId | null;
  /** Its index as its writer saw it, before the task was accepted; null if there was nothing to see. */
  readonly previous: SeenIndex | null;
  /** The cancelation that wants it canceled, and has canceled it once its status says so. */
  readonly canceledBy?: TaskUid;
  /** Set once clients have deleted it: it is there for Miroir alone. */
  readonly isDeleted?: true;
}

/** A task and the session that claims to own it. */
export interface OwnedTask {
  readonly session: SessionId;
  readonly uid: TaskUid;
}

/** What is known of a write when it arrives. */
export type TaskDraft = Pick<
  ClientTask,
  | ('indexUid' | 'indexName' | 'names' | 'nameChange')
  | ('type' | 'enqueuedAt' | 'details' | 'error' | 'effect' | 'foregone')
>;

/** An index as writers must assume it: as if every accepted task had run. */
export interface IndexAcceptance {
  readonly uid: string;
  readonly shards: number;
  readonly accepted: boolean;
  readonly acceptedPrimaryKey: string | null;
  /** Whether a document was ever accepted: the first load need not look for earlier versions. */
  readonly written: boolean;
}

/** An index as readers see it: as of the tasks that have ended. */
export interface IndexAppearance {
  readonly uid: string;
  readonly visible: boolean;
  readonly primaryKey: string | null;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The user's settings as JSON text, exactly what `GET /settings` answers. */
  readonly settings: string;
}

/** What a write is prepared with, and what must still be so when it is registered. */
export type SeenIndex = IndexAcceptance &
  Pick<IndexNames, 'acceptedName'> & {
    /** The newest accepted task about it; null before the first. */
    readonly newestTask: TaskUid | null;
    /** The version of its placement. */
    readonly placementVersion: Revision;
  };

/**
 * All sides of an index: what writers must assume, what readers see, and where its documents are. They
 * change separately, so that none overwrites another.
 */
export type IndexRecord = SeenIndex &
  IndexAppearance &
  IndexNames & { readonly placement: Placement };

/** Which client tasks to list; absent means any. Times are milliseconds since 1970, exclusive. */
export interface TaskFilter {
  readonly uids?: readonly TaskUid[];
  readonly batchUids?: readonly TaskUid[];
  readonly canceledBy?: readonly TaskUid[];
  readonly statuses?: readonly TaskStatus[];
  readonly types?: readonly TaskType[];
  readonly indexUids?: readonly string[];
  readonly afterEnqueuedAt?: number;
  readonly beforeEnqueuedAt?: number;
  readonly afterStartedAt?: number;
  readonly beforeStartedAt?: number;
  readonly afterFinishedAt?: number;
  readonly beforeFinishedAt?: number;
}

/** A page of client tasks: from `from` (inclusive) downwards, or upwards with `reverse`. */
export interface TaskPage {
  readonly filter: TaskFilter;
  readonly from: TaskUid | null;
  readonly limit: number;
  readonly reverse: boolean;
  /** Whether tasks that clients have deleted are listed as well. */
  readonly withDeleted?: true;
}

/** Where a task went. */
export interface Dispatch {
  readonly nodeTasks: readonly NodeTask[];
  /** The replicas that it missed. */
  readonly behind: readonly BehindReplica[];
}

/** The end of a task that cannot be sent, or only in part. */
export interface Abandonment extends Dispatch {
  /** JSON text in Meilisearch's own shape. */
  readonly error: string;
  /** What its failure does to its index. */
  readonly effect: TaskEffect;
  /** What writers must assume of the index again; absent when nothing changes. */
  readonly acceptance?: IndexAcceptance;
}

/** How a task ended. */
export interface Settlement {
  readonly status: 'succeeded' | 'failed' | 'canceled';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly details: string | null;
  readonly error: string | null;
  readonly nodeTasks: readonly NodeTask[];
  /** The index as readers see it afterwards, and as writers must assume it; absent: no change. */
  readonly appearance?: IndexAppearance;
  readonly acceptance?: IndexAcceptance;
  readonly behind: readonly BehindReplica[];
  /** The cancelation that the task was known to be wanted canceled by when this was judged. */
  readonly canceledBy?: TaskUid;
}

/**
 * Durable state, shared by every proxy. Each method is one atomic step, durable when it resolves. A
 * method that takes an {@link OwnedTask} answers whether it was done: it is refused, and changes
 * nothing, when the session is gone, when the task is another's, unknown or settled.
 */
export interface TaskStore
  extends InstanceStore,
    RepairStore,
    MoveStore,
    FleetStore,
    EntropyStore,
    SelectionStore,
    WebhooksStore {
  openSession(proxy: string): Promise<SessionId>;
  /**
   * Counts a renewal, and notes that the proxy uses nothing any more that it knew before `adopted`;
   * false if the session is gone.
   */
  renewSession(session: SessionId, adopted: Revision): Promise<boolean>;
  listSessions(): Promise<readonly Session[]>;
  /** Ends a session, if it has been renewed exactly `renewals` times where that is given. */
  endSession(ending: { readonly session: SessionId; readonly renewals?: number }): Promise<boolean>;
  /** Gives unsettled tasks whose session is gone to `heir`, if it is not; answers how many. */
  adoptTasks(heir: SessionId): Promise<number>;

  /** Null if nothing has changed since that revision; 0 is before everything. */
  readShared(since: Revision): Promise<SharedState | null>;
  listIndexes(): Promise<readonly IndexRecord[]>;
  /**
   * Allocates the next task number and stores the task, together with what its acceptance changes
   * about its index. The task starts `dispatching`, or `dispatched` when its outcome is foregone.
   * The index row is created (invisible, with empty settings) if there is none and it is accepted.
   */
  registerTask(registration: Registration): Promise<RegistrationOutcome>;
  /**
   * Forgets a task that no node accepted and no client was told of, puts its index back to what its
   * writer saw, and gives its number back if it is the newest.
   */
  withdrawTask(task: OwnedTask): Promise<boolean>;
  /** Records where a `dispatching` task went; it becomes `dispatched`. */
  recordDispatch(task: OwnedTask, dispatch: Dispatch): Promise<boolean>;
  /**
   * Gives a `dispatching` task up. It becomes `dispatched` with a foregone failure, to be settled in
   * its turn. An index that is gone thereby is forgotten with its ledger of before, but for what names
   * restored nodes: nobody may have told them.
   */
  abandonTask(task: OwnedTask, abandonment: Abandonment): Promise<boolean>;
  /**
   * Makes a task `dispatching` once more, so that what it did on nodes can be undone before another
   * write is sent. False while another task of its index is `dispatching`; no further one is
   * registered then, until this task has had its turn or has ended.
   */
  reopenTask(task: OwnedTask): Promise<boolean>;
  /** Records that a task is being processed; refused once it has ended for its client. */
  recordProgress(task: OwnedTask, startedAt: string): Promise<boolean>;
  /**
   * Ends a task for its client, with its effect on its index and on the ledger. The task is
   * `settled`, or stays `dispatched` (and unsettled) while one of its node tasks is `pending`.
   * An index that is neither accepted nor visible afterwards is forgotten, with its ledger entries; those
   * of this settlement stay, for they say where something of the index may be left.
   * Refused if the task has ended for its client, or if its cancelation was not known.
   */
  settleTask(task: OwnedTask, settlement: Settlement): Promise<boolean>;
  /** Records what became of the pending node tasks of a task that has ended; `settled` once none is. */
  recordOutcomes(task: OwnedTask, outcomes: Dispatch): Promise<boolean>;
  /** Tasks that clients have deleted are there, too. */
  getTask(uid: TaskUid): Promise<ClientTask | undefined>;
  /** The page asked for, and how many tasks match its filter. */
  listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }>;
  /** Tasks that are not settled, of all sessions, oldest first. */
  listUnsettledTasks(limit: number): Promise<readonly ClientTask[]>;
  /** One entry per index, shard, node and reason: the one with the oldest write. */
  listBehind(): Promise<readonly BehindReplica[]>;
  /** Forgets the `awaiting-outcome` entries of replicas on which no unsettled task is pending. */
  clearAwaited(): Promise<void>;
  /** Forgets settled tasks that finished before `finishedBefore` (RFC 3339), at most `limit`; answers how many. */
  pruneTasks(finishedBefore: string, limit: number): Promise<number>;
  close(): Promise<void>;
}
