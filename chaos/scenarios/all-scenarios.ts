import { burstScenarios } from './cutover/bursts.ts';
import { failureScenarios } from './cutover/failures.ts';
import { fleetScenarios } from './cutover/fleets.ts';
import { safetyScenarios } from './cutover/safety.ts';
import { volumeScenarios } from './cutover/volumes.ts';
import { groupScenarios } from './fleet/groups.ts';
import { nodeScenarios } from './fleet/nodes.ts';
import { proxyScenarios } from './fleet/proxies.ts';
import { crashPointScenarios } from './phases/crash-points.ts';
import { pausedMoverScenarios } from './phases/paused-mover.ts';
import { responseLossScenarios } from './phases/response-loss.ts';
import { phaseWriteScenarios } from './phases/writes.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order in which they are run. */
export const scenarios: readonly Scenario[] = [
  ...safetyScenarios,
  ...burstScenarios,
  ...volumeScenarios,
  ...fleetScenarios,
  ...failureScenarios,
  ...phaseWriteScenarios,
  ...pausedMoverScenarios,
  ...crashPointScenarios,
  ...responseLossScenarios,
  ...proxyScenarios,
  ...nodeScenarios,
  ...groupScenarios,
];

/** A scenario that is not there. */
export class UnknownScenario extends Error {
  override name = 'UnknownScenario';
}

/** The scenario of this name; undefined if there is none. */
export function findScenario(name: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.name === name);
}

/** The scenario of this name; throws {@link UnknownScenario} naming those that exist. */
export function scenarioCalled(name: string): Scenario {
  const found = findScenario(name);
  if (found !== undefined) return found;
  const known = scenarios.map((scenario) => `\n  ${scenario.name}`).join('');
  throw new UnknownScenario(`There is no scenario \`${name}\`; there are${known}`);
}
