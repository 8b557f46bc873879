import type { MovePhase } from './move-store.ts';

/** Something worth knowing, as data. Hosts turn it into log lines and metrics; the simulator into a history. */
export type TraceEvent =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly route: string;
      readonly status: number;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'node-call';
      readonly node: string;
      readonly operation: string;
      readonly outcome: string;
      /** What the host says of a failed call; for operators, not for clients. */
      readonly message?: string;
      readonly durationMs: number;
    }
  | {
      readonly kind: 'node-state';
      readonly node: string;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'scatter';
      readonly fanOut: number;
      readonly rounds: number;
      readonly missingShards: number;
    }
  | {
      readonly kind: 'replica-behind';
      readonly index: string;
      readonly node: string;
      readonly shards: readonly number[];
      readonly since: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'repair';
      readonly index: string;
      readonly source: string;
      readonly target: string;
      readonly shards: readonly number[];
      /** `failed`: the replicas stay behind and are tried again later. */
      readonly stage: 'begun' | 'succeeded' | 'failed';
      /** Why it failed. */
      readonly reason?: string;
      readonly compared: number;
      readonly copied: number;
      readonly deleted: number;
    }
  /** The replica that others are made equal to, where each lacks a write that was not acknowledged. */
  | {
      readonly kind: 'repair-elected';
      readonly index: string;
      readonly shard: number;
      readonly node: string;
    }
  /** A move of shards to a node entered a phase; `ended`: it is over, `abandoned`: nobody wants it any more. */
  | {
      readonly kind: 'move';
      readonly index: string;
      readonly source: string;
      readonly target: string;
      readonly shards: readonly number[];
      readonly phase: MovePhase | 'ended' | 'abandoned';
      readonly copied: number;
    }
  /** A move could not go on; it is tried again. */
  | {
      readonly kind: 'move-failed';
      readonly index: string;
      readonly target: string;
      readonly phase: MovePhase;
      readonly reason: string;
    }
  /** What was left of shards that are held elsewhere now was deleted. */
  | {
      readonly kind: 'cleaned';
      readonly index: string;
      readonly node: string;
      readonly shards: readonly number[];
    }
  /** A node fell back behind the newest task that it was known to have: it lost what it acknowledged. */
  | {
      readonly kind: 'amnesia';
      readonly node: string;
      readonly known: number;
      /** −1: it has no task at all. */
      readonly found: number;
    }
  /** Replicas that nothing is known to be wrong with have documents that are not the same. */
  | {
      readonly kind: 'divergence';
      readonly index: string;
      readonly shard: number;
      readonly documents: number;
      readonly replicas: readonly string[];
    }
  /** The replicas of a shard were compared with one another. */
  | {
      readonly kind: 'verified';
      readonly index: string;
      readonly shard: number;
      /** Those that were compared; none if there were fewer than two. */
      readonly replicas: readonly string[];
      /** Of the replica that has most. */
      readonly documents: number;
      readonly differing: number;
      readonly repaired: number;
    }
  /** The replicas of a shard could not be compared, or not be made the same; it is tried again. */
  | {
      readonly kind: 'verification-failed';
      readonly index: string;
      readonly shard: number;
      readonly reason: string;
    }
  /** A dump, a snapshot or an export could not be made. */
  | { readonly kind: 'job-failed'; readonly type: string; readonly reason: string }
  | {
      readonly kind: 'fleet';
      readonly version: number;
      readonly change: string;
    }
  /** The configuration takes a risk that its operator should know of. */
  | { readonly kind: 'warning'; readonly message: string }
  | {
      readonly kind: 'task';
      readonly uid: number;
      readonly type: string;
      readonly status: string;
      readonly index: string | null;
    }
  | { readonly kind: 'degraded'; readonly operation: string; readonly detail: string }
  | {
      readonly kind: 'session';
      readonly session: number;
      /** `ended`: another proxy's, which showed no sign of life. */
      readonly change: 'opened' | 'lost' | 'ended' | 'tasks-adopted';
      readonly detail: string;
    }
  /** A call to the store was rejected: whether it took effect is unknown. */
  | { readonly kind: 'store-failure'; readonly operation: string; readonly message: string }
  | { readonly kind: 'bug'; readonly where: string; readonly message: string };

export interface Trace {
  note(event: TraceEvent): void;
}
