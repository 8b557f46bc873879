import type { RunRecord } from '../../sim/trace/record.ts';
import type { Violation } from '../../sim/trace/violation.ts';
import { sessionMonotonic } from './session-monotonic.ts';
import { placementSettled } from './placement-settled.ts';
import { ownerExists } from './owner-exists.ts';
import { noResurrection } from './no-resurrection.ts';
import { migrationPhaseChain } from './migration-phase-chain.ts';
import { leaseExclusive } from './lease-exclusive.ts';
import { ackedWriteDurable } from './acked-write-durable.ts';
import type { Checker } from './checker.ts';
import { converged } from './converged.ts';
import { degradedTruthful } from './degraded-truthful.ts';
import { facetExact } from './facet-exact.ts';
import { History } from './history/history.ts';
import { withUids } from './history/index-names.ts';
import { mergeOrder } from './merge-order.ts';
import { noInternalLeak } from './no-internal-leak.ts';
import { noPhantom } from './no-phantom.ts';
import { oracleEqual } from './oracle-equal.ts';
import { quorumTruthful } from './quorum-truthful.ts';
import { routingAgreement } from './routing-agreement.ts';
import { searchComplete } from './search-complete.ts';
import { searchNoDuplicate } from './search-no-duplicate.ts';
import { statsNonvacuous } from './stats-nonvacuous.ts';
import { taskMonotonic } from './task-monotonic.ts';
import { taskTruth } from './task-truth.ts';
import { totalExact } from './total-exact.ts';

const checkers: readonly Checker[] = [
  ackedWriteDurable,
  converged,
  noPhantom,
  searchComplete,
  searchNoDuplicate,
  facetExact,
  totalExact,
  mergeOrder,
  degradedTruthful,
  quorumTruthful,
  routingAgreement,
  taskMonotonic,
  taskTruth,
  noResurrection,
  sessionMonotonic,
  ownerExists,
  migrationPhaseChain,
  leaseExclusive,
  placementSettled,
  noInternalLeak,
  statsNonvacuous,
  oracleEqual,
];

/** Holds the record of a run against every promise; `evaluated` counts by checker what was looked at. */
export function checkRecord(named: RunRecord): {
  readonly violations: readonly Violation[];
  readonly evaluated: Readonly<Record<string, number>>;
} {
  const record = withUids(named);
  const history = new History(record);
  const violations: Violation[] = [];
  const evaluated: Record<string, number> = {};
  for (const checker of checkers) {
    const result = checker.check(record, history);
    violations.push(...result.violations);
    evaluated[checker.name] = result.evaluated;
  }
  return { violations, evaluated };
}
