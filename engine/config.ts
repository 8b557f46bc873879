import type { Topology } from './cluster/topology.ts';

/** What to do with a search when a shard has no replica left. */
export type UnavailableShardPolicy = 'partial' | 'error';

/** Everything the engine must be told; complete, checked by the host, without optional fields. */
export interface EngineConfig {
  /**
   * Names this proxy among those that share a task store. A process that starts under a name takes
   * over from the one that had it before.
   */
  readonly proxyId: string;
  readonly session: {
    /** Time between two renewals of this proxy's session. */
    readonly renewMs: number;
    /** How long a session lasts that is not renewed. */
    readonly leaseMs: number;
  };
  /** The nodes and the spread of documents over them, as configured. */
  readonly topology: Topology;
  /** Key of the client API. Empty: open to all (demonstrations and tests only). */
  readonly masterKey: string;
  /** Key of `/_miroir/`. */
  readonly adminKey: string;
  readonly health: {
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly unhealthyThreshold: number;
    readonly recoveryThreshold: number;
  };
  readonly scatter: {
    readonly nodeTimeoutMs: number;
    readonly unavailableShardPolicy: UnavailableShardPolicy;
  };
  readonly tasks: {
    /** How long a settled task is remembered. */
    readonly ttlMs: number;
    readonly pruneIntervalMs: number;
    readonly pruneBatchSize: number;
  };
  readonly repair: {
    /** Documents of a shard that are compared at once. */
    readonly batchDocuments: number;
    /** Pause between two batches. */
    readonly pauseMs: number;
    /** How long writes may be held up for a batch before anything is compared. */
    readonly turnMs: number;
  };
  readonly movement: {
    /** Documents that are copied in one request. */
    readonly batchDocuments: number;
    /** The most documents that a move copies in a second. */
    readonly documentsPerSecond: number;
    /** Shards of an index that move to a node together. */
    readonly shardsAtOnce: number;
    /** How long writes to an index may be held up for the delta pass before anything is compared. */
    readonly drainMs: number;
    /** Whether shards are activated without a delta pass, so that anti-entropy has to find what is missing. */
    readonly skipDelta: boolean;
    /** How long a node must have been down before its shards are given to others; 0: an operator decides. */
    readonly failedAfterMs: number;
  };
  readonly antiEntropy: {
    readonly enabled: boolean;
    /** Time between the beginnings of two passes over all shards. */
    readonly intervalMs: number;
    /** Documents that are read at once. */
    readonly batchDocuments: number;
    /** Pause between two reads. */
    readonly pauseMs: number;
    /** Whether what differs is repaired, or only told. */
    readonly autoRepair: boolean;
  };
  readonly settings: {
    /** How long all nodes together may take to apply a change of settings. */
    readonly verifyTimeoutMs: number;
  };
  /** Largest request body, for the error message of a larger one. */
  readonly bodyBytesMax: number;
}
