import type { Micros, Operation } from './operation.ts';

/** The fleet as the plan made it, before anybody changed it. */
export interface FleetShape {
  readonly proxies: readonly string[];
  readonly nodes: readonly { readonly id: string; readonly replicaGroup: number }[];
  /** Nodes that run, and that the fleet does not know at first. */
  readonly spares: readonly string[];
  readonly replicaGroups: number;
  readonly replicationFactor: number;
  /** Of every index. */
  readonly shards: number;
}

/**
 * What became of one request of a proxy to a node. `answered`: the proxy got the node's answer.
 * `answer-lost`: the node acted, and the proxy never heard. `request-lost`: the node never saw it.
 * `refused`: the node was down, and the proxy knows that nothing was done. `late`: the node saw it
 * after the proxy had given it up. `garbled`: the proxy got something that the node did not say.
 */
export type ExchangeFate =
  | 'answered'
  | 'answer-lost'
  | 'request-lost'
  | 'refused'
  | 'late'
  | 'garbled';

/** One request of a proxy to a node, as the network saw it; a search carries its `searchMark`. */
export interface Exchange {
  readonly proxy: string;
  readonly node: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
  readonly sentAt: Micros;
  /** When the node carried it out; null if it never saw it. */
  readonly servedAt: Micros | null;
  /** When the proxy got an answer or knew that none would come; null if the proxy died before. */
  readonly endedAt: Micros | null;
  readonly fate: ExchangeFate;
  /** The node's answer, whether or not the proxy got it; null if the node never saw the request. */
  readonly status: number | null;
  readonly reply: string | null;
}

/** Where one shard of an index is from some moment on. */
export interface ShardPlace {
  /** By replica group. */
  readonly replicas: readonly (readonly string[])[];
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
}

/** The placement of an index as the store has it from a moment on; checkers need not believe it. */
export interface PlacementEvent {
  readonly at: Micros;
  readonly index: string;
  /** Null once the index is forgotten. */
  readonly placement: {
    readonly version: number;
    readonly hosts: readonly string[];
    /** By shard. */
    readonly shards: readonly ShardPlace[];
  } | null;
}

/** The names of an index as the store has them from a moment on. */
export interface NameEvent {
  readonly at: Micros;
  /** By which nodes know it. */
  readonly index: string;
  /** As writers must assume it; null: another index has taken it over. */
  readonly acceptedName: string | null;
  /** As readers see it. */
  readonly name: string;
  /** The newest task about it. */
  readonly task: number | null;
}

/** A step of a move that the store accepted. */
export interface MoveEvent {
  readonly at: Micros;
  readonly proxy: string;
  readonly session: number;
  readonly index: string;
  readonly target: string;
  /** Empty when it ended. */
  readonly shards: readonly number[];
  readonly phase: 'dual-write' | 'copy' | 'drain' | 'delta' | 'activate' | 'ended';
}

/** A session got the claim of an index, or gave it back. */
export interface ClaimEvent {
  readonly at: Micros;
  readonly proxy: string;
  readonly session: number;
  readonly index: string;
  readonly change: 'claimed' | 'ended';
}

/** The fleet as its operator wants it. */
export interface FleetAudit {
  readonly nodes: readonly {
    readonly id: string;
    readonly replicaGroup: number;
    readonly state: string;
  }[];
  readonly replicaGroups: number;
  readonly replicationFactor: number;
  readonly paused: boolean;
}

/** Something that the plan did to the fleet, for people and for excuses. */
export interface FaultEvent {
  readonly at: Micros;
  /** `crash`, `restart`, `cut`, `heal`, `pause`, `wipe` … */
  readonly kind: string;
  /** A proxy, a node, or a link `p0>n1`. */
  readonly target: string;
}

/** One stored document, read from a node past the engine. `text` is exact, markers included. */
export interface StoredCopy {
  readonly id: string;
  readonly text: string;
}

/** Everything that one node holds when all has come to rest. */
export interface NodeAudit {
  readonly node: string;
  readonly indexes: readonly {
    readonly uid: string;
    readonly primaryKey: string | null;
    /** In the node's internal order. */
    readonly documents: readonly StoredCopy[];
  }[];
  readonly tasks: readonly {
    readonly uid: number;
    readonly status: string;
    readonly type: string;
    readonly indexUid: string | null;
  }[];
}

/** A client task as `GET /tasks` lists it in the end: the parsed members that checkers look at. */
export interface TaskAudit {
  readonly uid: number;
  readonly indexUid: string | null;
  readonly status: string;
  readonly type: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A replica that Miroir itself says may lack writes. */
export interface DeclaredGap {
  readonly indexUid: string;
  readonly shard: number;
  readonly node: string;
  readonly since: number;
  readonly reason: string;
}

/** The state of the fleet after faults were healed and every queue had emptied. */
export interface Audit {
  readonly at: Micros;
  /** False if tasks or node queues had not come to rest when the time for it was over. */
  readonly settled: boolean;
  readonly nodes: readonly NodeAudit[];
  readonly tasks: readonly TaskAudit[];
  /** From the store, by index, shard, node and reason. */
  readonly ledger: readonly DeclaredGap[];
  readonly fleet: FleetAudit;
}

/** A request of a client and what one single Meilisearch answered to it in the same order. */
export interface OracleAnswer {
  readonly operation: string;
  readonly status: number;
  readonly body: string;
}

/** What a run leaves behind: all that checkers may look at. */
export interface RunRecord {
  readonly profile: string;
  readonly seed: string;
  readonly fleet: FleetShape;
  /** Whether the plan has no faults at all: then everything must be perfect. */
  readonly isQuiet: boolean;
  /** In the order in which they ended. */
  readonly operations: readonly Operation[];
  /** In the order in which they were sent. */
  readonly exchanges: readonly Exchange[];
  readonly faults: readonly FaultEvent[];
  /** In order; the first of an index is that of its creation. */
  readonly placements: readonly PlacementEvent[];
  /** In order; the first of an index is that of its creation. */
  readonly names: readonly NameEvent[];
  readonly moves: readonly MoveEvent[];
  readonly claims: readonly ClaimEvent[];
  /** Null if the run did not get so far. */
  readonly audit: Audit | null;
  /** Of a quiet run: what a single node answered, operation by operation. */
  readonly oracle: readonly OracleAnswer[];
}
