import type { PlantedBug } from '../../engine/ports/fault.ts';
import type { Ratio } from '../kernel/keyed-draws.ts';
import type { RankingModel } from '../model/ranking/ranking.ts';
import type { Intent, OperationId } from '../trace/operation.ts';
import type { FaultItem } from './fault-item.ts';
import type { Trigger } from './trigger.ts';

/** The version of the plan's format; a plan of another one is refused. */
export const planFormat = 1;

/** The fleet of a run. */
export interface FleetPlan {
  readonly proxies: number;
  readonly replicaGroups: number;
  readonly nodesPerGroup: number;
  readonly replicationFactor: number;
  readonly shards: number;
  readonly ranking: RankingModel;
  /** Nodes that run, and that the fleet does not know at first; none if absent. */
  readonly spares?: number;
  /** How long a node takes to index one document, at most; 2 ms if absent. */
  readonly documentMicrosMax?: number;
}

/** How long a request is under way: a part that a link always has, and an exponential one. */
export interface LatencyPlan {
  readonly leastMicros: number;
  readonly meanMicros: number;
  /** How often a message takes fifty times as long. */
  readonly slowTail: Ratio;
  /**
   * No message is under way for longer. Repairs rest on such a bound (docs/decisions/0010), so a plan
   * that lacks it asks for more than the fleet promises.
   */
  readonly mostMicros?: number;
}

/** What may go wrong with any message at any time; each part is nothing in a quiet run. */
export interface NoisePlan {
  readonly requestLoss: Ratio;
  readonly answerLoss: Ratio;
  /** A request that the node gets a second time. */
  readonly duplication: Ratio;
  /** A node that answers 500, 503 or 429 without doing anything. */
  readonly wrongStatus: Ratio;
  /** An answer of which only the first part arrives, or something else altogether. */
  readonly garbledAnswer: Ratio;
  readonly storeFailureBefore: Ratio;
  readonly storeFailureAfter: Ratio;
  /** A batch of a node that fails as a whole. */
  readonly batchFailure: Ratio;
}

/** What the engine is told; the rest of its configuration is the usual one. */
export interface KnobPlan {
  readonly healthIntervalMs: number;
  readonly healthTimeoutMs: number;
  readonly unhealthyThreshold: number;
  readonly recoveryThreshold: number;
  readonly nodeTimeoutMs: number;
  readonly unavailableShardPolicy: 'partial' | 'error';
  readonly sessionLeaseMs: number;
  readonly verifyTimeoutMs: number;
  /** How shards move; where something is absent, as `engineConfigOf` says. */
  readonly copyBatchDocuments?: number;
  readonly copyDocumentsPerSecond?: number;
  readonly shardsAtOnce?: number;
  readonly drainMs?: number;
  readonly skipDelta?: boolean;
  readonly failedAfterMs?: number;
  /** Documents that are compared at once. */
  readonly comparedDocuments?: number;
  /** Time between two comparisons of all replicas; they are not compared if it is absent. */
  readonly antiEntropyIntervalMs?: number;
}

/** The clock of one proxy or node. */
export interface ClockPlan {
  readonly offsetMs: number;
  /** Millionths by which it runs fast (or slow, if negative). */
  readonly driftMillionths: number;
}

/** A fault point that is armed: at some of its visits the engine is held up, or the proxy crashes. */
export interface ArmedPoint {
  readonly point: string;
  /** Strikes only at this visit of each proxy, counted from 1 over all its lives; at any if absent. */
  readonly visit?: number;
  readonly chance: Ratio;
  readonly effect:
    | {
        readonly kind: 'delay';
        /** 0 if it is absent. */
        readonly millisecondsLeast?: number;
        readonly millisecondsMax: number;
      }
    | { readonly kind: 'crash'; readonly restartAfterMs: number };
}

/** Something that a client does. Clients do one thing after another, each not before its time. */
export interface OperationItem {
  readonly kind: 'operation';
  readonly id: OperationId;
  readonly client: string;
  readonly atMs: number;
  /** It is not done before this has happened, unless that takes longer than a client waits for it. */
  readonly after?: Trigger;
  readonly intent: Intent | FollowIntent;
  /** The proxy it is sent to; another one for each attempt. */
  readonly proxy: number;
  /** How often it is tried again when no good answer comes. */
  readonly retries: number;
  /** How long the client waits for an answer; it is dead if it waits no longer at all. */
  readonly timeoutMs: number;
}

/**
 * Asks for what an earlier operation of the same client began until it has ended: `follow-task` for
 * the task of a write, `follow-change` for a change of the fleet. Or cancels or deletes that task.
 */
export interface FollowIntent {
  readonly kind: 'follow-task' | 'follow-change' | 'cancel-task-of' | 'delete-task-of';
  readonly of: OperationId;
}

export type PlanItem = OperationItem | FaultItem;

/**
 * Everything that happens in a run but what is drawn from its seed by label. A run is a function of
 * (plan, seed, code), and a plan outlives changes of the code that makes plans.
 */
export interface Plan {
  readonly format: typeof planFormat;
  readonly profile: string;
  /** As `formatSeed` writes it. */
  readonly seed: string;
  readonly fleet: FleetPlan;
  readonly latency: LatencyPlan;
  readonly noise: NoisePlan;
  readonly knobs: KnobPlan;
  /** One clock for each proxy, then for each node, then for each spare one. */
  readonly clocks: readonly ClockPlan[];
  readonly armed: readonly ArmedPoint[];
  /** A planted bug, which the checkers must find. */
  readonly mutant: PlantedBug | null;
  /** What every client relies on: done before the items, one after another, and must succeed. */
  readonly warmUp: readonly OperationItem[];
  readonly items: readonly PlanItem[];
  /** When faults end and the fleet is left to come to rest. */
  readonly healAtMs: number;
  /** How long it may take to come to rest. */
  readonly convergeMs: number;
}
