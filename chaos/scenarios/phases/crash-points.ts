import type { FaultPoint } from '../../../engine/ports/fault.ts';
import type { OperationItem } from '../../../sim/plan/plan.ts';
import { movedTo, struck } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { story } from '../story.ts';
import { scenarioIndex } from '../waves.ts';

/** The fault points of the engine, and at which of the first visits of each the proxy may crash. */
const points: readonly (readonly [FaultPoint, number])[] = [
  ['task-registered', 6],
  ['write-dispatched', 6],
  ['dispatch-recorded', 6],
  ['task-settled', 6],
  ['settings-verified', 1],
  ['fleet-changed', 1],
  ['host-prepared', 1],
  ['move-saved', 5],
  ['copy-sent', 1],
  ['delta-compared', 1],
  ['shards-activated', 1],
  ['clean-sent', 1],
];

/** For each fault point: a proxy crashes there, and is away for less or more than a session lasts. */
export const crashPointScenarios: readonly Scenario[] = points.map(([point, visitsMax]) =>
  story(
    `crash_at_every_fault_point_${point.replaceAll('-', '_')}`,
    `each proxy crashes once when it comes to \`${point}\``,
    (draws) => ({
      preloaded: 20,
      knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 20 },
      armed: [
        {
          point,
          visit: draws.between('visit', 1, visitsMax),
          chance: { numerator: 1, denominator: 1 },
          effect: { kind: 'crash', restartAfterMs: draws.between('restart', 50, 9000) },
        },
      ],
      operations: [
        ...mixedWrites(draws, {
          name: 'c',
          count: 20,
          keySpace: 20,
          proxies: 2,
          after: null,
          withinMs: 12_000,
        }),
        ...(point === 'settings-verified' ? [settingsChange(draws.below('settings', 8000))] : []),
      ],
      healAtMs: 30_000,
    }),
    { demands: [movedTo('n1'), struck('crash', ['p0', 'p1'])] },
  ),
);

function settingsChange(atMs: number): OperationItem {
  const settings = {
    rankingRules: ['words', 'typo', 'proximity', 'attribute', 'sort', 'rank:desc'],
  };
  return {
    kind: 'operation',
    id: 'settings.0',
    client: 'settings',
    atMs,
    intent: { kind: 'update-settings', index: scenarioIndex, settings },
    proxy: 0,
    retries: 3,
    timeoutMs: 10_000,
  };
}
