import type { NodeId, ShardId, Topology } from '../cluster/topology.ts';

/** The number that a client knows a write by; also the version of that write (design decision 1). */
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
}

/**
 * How far a task has come inside Miroir.
 * `dispatching`: its node tasks are being sent, and a crash leaves them unknown.
 * `dispatched`: its node tasks are recorded and being followed. `settled`: its outcome is final.
 */
export type TaskPhase = 'dispatching' | 'dispatched' | 'settled';

/** The change that a task makes to the index that readers see, applied when it succeeds. */
export type TaskEffect =
  | { readonly kind: 'none' }
  /** The index exists (now), perhaps with this primary key. */
  | { readonly kind: 'touch-index'; readonly primaryKey: string | null }
  | { readonly kind: 'delete-index' }
  | { readonly kind: 'set-primary-key'; readonly primaryKey: string }
  | { readonly kind: 'settings'; readonly patch: string };

/** A client's write. `details` and `error` are JSON text in Meilisearch's own shape. */
export interface ClientTask {
  readonly uid: TaskUid;
  readonly indexUid: string | null;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly phase: TaskPhase;
  /** RFC 3339. */
  readonly enqueuedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly details: string | null;
  readonly error: string | null;
  readonly effect: TaskEffect;
  /** Set when the outcome was known on arrival (a payload without ids, a missing index …). */
  readonly foregone: 'succeeded' | 'failed' | null;
  readonly nodeTasks: readonly NodeTask[];
}

/** What is known of a write when it arrives. */
export type TaskDraft = Pick<
  ClientTask,
  'indexUid' | 'type' | 'enqueuedAt' | 'details' | 'error' | 'effect' | 'foregone'
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

/** Both sides of an index. They change separately, so that neither overwrites the other. */
export type IndexRecord = IndexAcceptance & IndexAppearance;

/** A replica of a shard that lacks a write (design decision 2). */
export interface BehindReplica {
  readonly indexUid: string;
  readonly shard: ShardId;
  readonly node: NodeId;
  /** The first write that it may lack. */
  readonly since: TaskUid;
  /**
   * `awaiting-outcome`: it acknowledged the write and then became unreachable; cleared when its task
   * turns out to have succeeded. `interrupted`: the proxy died while sending.
   */
  readonly reason: 'not-acknowledged' | 'task-failed' | 'awaiting-outcome' | 'interrupted';
}

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
}

/** How a task ended. */
export interface Settlement {
  readonly status: 'succeeded' | 'failed' | 'canceled';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly details: string | null;
  readonly error: string | null;
  readonly nodeTasks: readonly NodeTask[];
  /** The index as readers see it afterwards; absent when nothing changes. */
  readonly appearance?: IndexAppearance;
  readonly behind: readonly BehindReplica[];
}

/** Durable state, shared by every proxy. Each method is one atomic step, durable when it resolves. */
export interface TaskStore {
  /** Stores `topology` if none is stored yet; answers the stored one. */
  initializeTopology(topology: Topology): Promise<Topology>;
  listIndexes(): Promise<readonly IndexRecord[]>;
  /**
   * Allocates the next task number and stores the task, together with what its acceptance changes
   * about its index. The task starts `dispatching`, or `dispatched` when its outcome is foregone.
   * The index row is created (invisible, with empty settings) if there is none.
   */
  registerTask(draft: TaskDraft, acceptance?: IndexAcceptance): Promise<ClientTask>;
  /**
   * Forgets a task that no node accepted and no client was told of, restores what its acceptance had
   * changed to `acceptance`, and gives its number back if it is the newest.
   */
  withdrawTask(uid: TaskUid, acceptance?: IndexAcceptance): Promise<void>;
  /** Puts back what writers must assume of an index, after a write was given up. */
  restoreAcceptance(acceptance: IndexAcceptance): Promise<void>;
  /** Records where a task went and which replicas it missed; the task becomes `dispatched`. */
  recordDispatch(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void>;
  /** Records that a task is being processed; refused (no change) once it is settled. */
  recordProgress(uid: TaskUid, startedAt: string): Promise<void>;
  /**
   * Ends a task for its client, with its effect on its index and on the ledger. The task is
   * `settled`, or stays `dispatched` (and unsettled) while one of its node tasks is `pending`.
   * Settling a settled task changes nothing. An index that is neither accepted nor visible
   * afterwards is forgotten, with its ledger entries.
   */
  settleTask(uid: TaskUid, settlement: Settlement): Promise<void>;
  /**
   * Records what became of the node tasks that were pending when their task ended for its client;
   * the task is `settled` once none is pending.
   */
  recordOutcomes(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[],
    behind: readonly BehindReplica[],
  ): Promise<void>;
  getTask(uid: TaskUid): Promise<ClientTask | undefined>;
  /** The page asked for, and how many tasks match its filter. */
  listTasks(page: TaskPage): Promise<{ tasks: readonly ClientTask[]; total: number }>;
  /** Tasks that are not settled, oldest first. */
  listUnsettledTasks(limit: number): Promise<readonly ClientTask[]>;
  /** One entry per index, shard, node and reason: the one with the oldest write. */
  listBehind(): Promise<readonly BehindReplica[]>;
  /** Forgets these ledger entries (matched by index, shard, node and reason). */
  clearBehind(entries: readonly BehindReplica[]): Promise<void>;
  /** Forgets settled tasks that finished before `finishedBefore` (RFC 3339), at most `limit`; answers how many. */
  pruneTasks(finishedBefore: string, limit: number): Promise<number>;
  close(): Promise<void>;
}
