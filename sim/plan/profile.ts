import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { FaultKind } from './generated-faults.ts';
import type { OperationWeights } from './operation-style.ts';
import type { ArmedPoint, FleetPlan, KnobPlan, LatencyPlan, NoisePlan } from './plan.ts';

/** What a plan is made from: which faults there are and how often clients do what. */
export interface Profile {
  readonly name: string;
  readonly fleet: FleetPlan;
  readonly latency: LatencyPlan;
  readonly noise: NoisePlan;
  readonly knobs: KnobPlan;
  readonly armed: readonly ArmedPoint[];
  readonly weights: OperationWeights;
  readonly indexes: readonly [string, ...string[]];
  readonly keySpace: number;
  readonly documentsMax: number;
  readonly clients: number;
  readonly operationsPerClient: number;
  readonly chaosMs: number;
  readonly retries: number;
  readonly followedOfTen: number;
  readonly faults: number;
  readonly faultKinds: readonly FaultKind[];
  readonly faultDurationMsMax: number;
  /** How often an operator changes the fleet; each change may take several requests. */
  readonly changes: number;
  /** How often a node loses what it had stored, or goes back to what it had before. */
  readonly amnesias: number;
  /** How often documents of a node rot, once clients have ended. */
  readonly rots: number;
  readonly clockOffsetMsMax: number;
  readonly driftMillionthsMax: number;
}

/** A profile for each run, drawn from its seed. */
export type ProfileMaker = (draws: KeyedDraws) => Profile;
