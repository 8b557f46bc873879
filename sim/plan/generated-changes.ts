import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import { groupOf, nodeNames, spareNames } from '../world/fleet-names.ts';
import { type ChangeStep, drawnChange } from './fleet-change.ts';
import { itemOf, type OperationStyle } from './operation-style.ts';
import type { ImaginedFleet } from './imagined-fleet.ts';
import type { FleetPlan, OperationItem } from './plan.ts';

/** The client that changes the fleet. */
const operator = 'admin';

/** How often an operator tries again what got no good answer: a node that is given up must come back. */
const operatorRetries = 5;

/** The changes of a run. */
export interface ChangesStyle extends OperationStyle {
  readonly fleet: FleetPlan;
  readonly changes: number;
  readonly chaosMs: number;
}

/** What an operator does to the fleet, in order: some changes at random moments, one into another. */
export function generatedChanges(draws: KeyedDraws, style: ChangesStyle): readonly OperationItem[] {
  const moments = Array.from({ length: style.changes }, () =>
    draws.below(`${operator}/at`, style.chaosMs),
  ).toSorted((left, right) => left - right);
  let fleet = firstFleet(style.fleet);
  const items = moments.flatMap((atMs, number) => {
    const label = `${operator}.${number}`;
    const change = drawnChange({ draws, label, fleet });
    fleet = change.fleet;
    return change.steps.flatMap((step, place) =>
      itemsOf(draws, style, {
        step,
        atMs,
        id: `${label}.${place}`,
        before: `${label}.${place - 1}`,
      }),
    );
  });
  const all = [...items, ...lastResume(draws, style, items)];
  return all.toSorted((left, right) => left.atMs - right.atMs);
}

function firstFleet(fleet: FleetPlan): ImaginedFleet {
  return {
    nodes: nodeNames(fleet).map((id, place) => {
      return { id, group: groupOf(place, fleet), state: 'active' };
    }),
    spares: spareNames(fleet),
    groups: fleet.replicaGroups,
    replicationFactor: fleet.replicationFactor,
  };
}

interface PlacedStep {
  readonly step: ChangeStep;
  readonly atMs: number;
  readonly id: string;
  /** The step before it. */
  readonly before: string;
}

function itemsOf(
  draws: KeyedDraws,
  style: ChangesStyle,
  { step, atMs, id, before }: PlacedStep,
): readonly OperationItem[] {
  const begun = { id, client: operator, atMs: atMs + step.afterMs, intent: step.intent };
  const item = itemOf(begun, draws, { ...style, retries: operatorRetries });
  if (!step.isFollowing) return [item];
  return [{ ...item, id: `${before}/change`, intent: { kind: 'follow-change', of: before } }, item];
}

/** After a pause, most operators make sure in the end that moves go on, once nothing fails any more. */
function lastResume(
  draws: KeyedDraws,
  style: ChangesStyle,
  items: readonly OperationItem[],
): readonly OperationItem[] {
  const hasPaused = items.some(({ intent }) => 'path' in intent && intent.path.endsWith('/pause'));
  if (!hasPaused || draws.below(`${operator}/forgets`, 10) === 0) return [];
  const path = '/_miroir/rebalance/resume';
  const intent = { kind: 'administer', method: 'POST', path, body: null } as const;
  const begun = { id: `${operator}.last`, client: operator, atMs: style.chaosMs + 500, intent };
  return [itemOf(begun, draws, { ...style, retries: operatorRetries })];
}
