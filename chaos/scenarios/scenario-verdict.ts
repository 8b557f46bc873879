import type { Run } from '../../sim/run.ts';
import type { Violation } from '../../sim/trace/violation.ts';
import type { Scenario } from './scenario.ts';

/**
 * What a run of a scenario did not keep to: what the checkers found, but for what the scenario is there
 * to show, and after it each demand of the scenario that was not met, as found by the checker `scenario`.
 */
export function scenarioViolations(
  { demands, expected }: Scenario,
  run: Run,
  found: readonly Violation[],
): readonly Violation[] {
  const unmet = demands.flatMap((demand): Violation[] => {
    const message = demand(run);
    if (message === null) return [];
    return [{ checker: 'scenario', key: message, message, operations: [], at: run.end.endedAt }];
  });
  return [...found.filter(({ checker }) => !expected.includes(checker)), ...unmet];
}
