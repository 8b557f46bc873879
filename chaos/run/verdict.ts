import type { PlantedBug } from '../../engine/ports/fault.ts';
import type { FailureKind } from '../../sim/kernel/failure.ts';
import type { Run } from '../../sim/run.ts';
import { countProbes, type ProbeCounts } from '../../sim/trace/probes.ts';
import type { Violation } from '../../sim/trace/violation.ts';
import { checkRecord } from '../checkers/all-checkers.ts';
import { findScenario } from '../scenarios/all-scenarios.ts';
import { scenarioViolations } from '../scenarios/scenario-verdict.ts';
import { type Tally, tallyOf } from './tally.ts';

/** How a run can end. `safety`: a promise was broken. `liveness`: the fleet did not come to rest. */
export type VerdictKind = 'ok' | 'safety' | 'liveness' | FailureKind;

/** What came of one run, small enough to be sent between threads. */
export interface Outcome {
  readonly profile: string;
  readonly seed: string;
  readonly mutant: PlantedBug | null;
  readonly kind: VerdictKind;
  /** Of a failure: the checker and its key, or what went wrong where. */
  readonly message: string;
  readonly violations: readonly Violation[];
  /** How many things each checker has looked at. */
  readonly evaluated: Readonly<Record<string, number>>;
  readonly probes: ProbeCounts;
  readonly tally: Tally;
  /** Of everything that happened, as eight hexadecimal digits. */
  readonly hash: string;
  readonly checkpoints: readonly number[];
  readonly events: number;
  readonly virtualMicros: number;
}

/** The exit code of each kind, so that a failure can be sorted without reading it. */
export const exitCodes: Readonly<Record<VerdictKind, number>> = {
  ok: 0,
  safety: 10,
  liveness: 11,
  crash: 12,
  nondeterminism: 13,
  budget: 14,
  deadlock: 14,
  'busy-loop': 14,
};

/** Judges a finished run by its checkers. */
export function judge(run: Run): Outcome {
  const { plan, end, record, noted } = run;
  const checked = end.failure === null ? checkRecord(record) : { violations: [], evaluated: {} };
  const scenario = findScenario(plan.profile);
  const violations =
    scenario === undefined || end.failure !== null
      ? checked.violations
      : scenarioViolations(scenario, run, checked.violations);
  const { kind, message } = verdictOf(run, violations);
  return {
    profile: plan.profile,
    seed: plan.seed,
    mutant: plan.mutant,
    kind,
    message,
    violations,
    evaluated: checked.evaluated,
    probes: countProbes(
      record,
      noted.map(({ event }) => event),
    ),
    tally: tallyOf(record, checked.violations),
    hash: hexadecimal(end.hash),
    checkpoints: end.checkpoints,
    events: end.events,
    virtualMicros: end.endedAt,
  };
}

function verdictOf(
  { end, record }: Run,
  violations: readonly Violation[],
): { kind: VerdictKind; message: string } {
  const { failure } = end;
  if (failure !== null) {
    return { kind: failure.kind, message: `${failure.message} (during ${failure.during})` };
  }
  const [first] = violations;
  if (first !== undefined) {
    return { kind: 'safety', message: `${first.checker} ${first.key}: ${first.message}` };
  }
  if (record.audit?.settled !== true) {
    return { kind: 'liveness', message: 'the fleet had not come to rest when its time was over' };
  }
  return { kind: 'ok', message: '' };
}

/** Eight hexadecimal digits. */
export function hexadecimal(word: number): string {
  return word.toString(16).padStart(8, '0');
}
