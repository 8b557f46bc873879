import type { MoveEvent, PlacementEvent } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { History } from './history/history.ts';
import type { PlacementVersion } from './placement-version.ts';

/**
 * Moves go through their phases in order. A node becomes a replica only after it was being given the
 * shard, by a move that had come as far as that; and what a node has of a shard is deleted only when
 * the shard has been taken away from it.
 */
export const migrationPhaseChain: Checker = {
  name: 'migration_phase_chain',
  check({ moves, placements }, history) {
    const findings = new Findings(this.name);
    const byMove = Map.groupBy(moves, ({ index, target }) => `${index} ${target}`);
    for (const steps of byMove.values()) checkSteps(findings, steps, placements);
    for (const index of history.placement.indexes)
      checkReplicas(findings, { history, index, byMove });
    checkDeletions(findings, history);
    return findings;
  },
};

type Phase = MoveEvent['phase'];

/** What may follow each phase, beside the same again and the end. */
const successors: Readonly<Record<Phase, readonly Phase[]>> = {
  ended: ['dual-write'],
  'dual-write': ['copy'],
  copy: ['drain', 'dual-write'],
  drain: ['delta', 'copy', 'dual-write'],
  // A comparison is good only for the activation that follows it: whatever comes between sends it back.
  delta: ['activate', 'drain', 'copy', 'dual-write'],
  activate: ['drain'],
};

/** `steps` of the moves of one index to one target, in order. */
function checkSteps(
  findings: Findings,
  steps: readonly MoveEvent[],
  placements: readonly PlacementEvent[],
): void {
  let last: MoveEvent | undefined;
  for (const step of steps) {
    findings.looked();
    const { index, target, phase, at } = step;
    const before = last === undefined || isForgotten(placements, last, step) ? 'ended' : last.phase;
    last = step;
    if (phase === before || phase === 'ended' || successors[before].includes(phase)) continue;
    const message = `the move of ${index} to ${target} went from ${before} to ${phase}`;
    findings.add(`${index} ${before} ${phase}`, message, { operations: [], at });
  }
}

/** Whether the index was forgotten between two steps, and its moves with it. */
function isForgotten(
  placements: readonly PlacementEvent[],
  { index, at: from }: MoveEvent,
  { at: until }: MoveEvent,
): boolean {
  return placements.some(
    ({ at, placement, index: of }) =>
      placement === null && of === index && at >= from && at <= until,
  );
}

interface ReplicaCheck {
  readonly history: History;
  readonly index: string;
  readonly byMove: ReadonlyMap<string, readonly MoveEvent[]>;
}

function checkReplicas(findings: Findings, { history, index, byMove }: ReplicaCheck): void {
  let before: PlacementVersion | undefined;
  for (const version of history.placement.versions(index)) {
    const earlier = version.isFirst ? undefined : before;
    before = version;
    if (earlier === undefined) continue;
    for (const { node, shard } of newReplicas(earlier, version)) {
      findings.looked();
      const steps = byMove.get(`${index} ${node}`) ?? [];
      const evidence = { operations: [], at: version.from };
      const name = `node ${node} became a replica of shard ${shard} of ${index}`;
      if (!earlier.isIncoming(node, shard)) {
        findings.add(`${index} unprepared`, `${name} without having been given it`, evidence);
      } else if (!mayActivate(steps, shard, version.from)) {
        findings.add(`${index} too early`, `${name} before a move had come so far`, evidence);
      }
    }
  }
}

function newReplicas(
  earlier: PlacementVersion,
  { shards }: PlacementVersion,
): readonly { readonly node: string; readonly shard: number }[] {
  return shards.flatMap(({ replicas }, shard) =>
    replicas
      .flat()
      .filter((node) => !earlier.isReplica(node, shard))
      .map((node) => ({ node, shard })),
  );
}

/** Whether at a moment a move of a shard was about to make its target a replica. */
function mayActivate(steps: readonly MoveEvent[], shard: number, at: number): boolean {
  const last = steps.findLast((step) => step.at < at);
  const current = steps.filter((step) => step.at === at);
  return [last, ...current].some(
    (step) =>
      (step?.phase === 'activate' || step?.phase === 'delta') && step.shards.includes(shard),
  );
}

function checkDeletions(findings: Findings, { requests, placement }: History): void {
  for (const { action, index, exchange } of requests) {
    if (action.kind !== 'delete-shards') continue;
    const { node, sentAt, servedAt } = exchange;
    const current = placement.versionsBetween(index, sentAt, servedAt ?? sentAt);
    const known = placement.versions(index).filter(({ from }) => from <= sentAt);
    for (const shard of action.shards) {
      findings.looked();
      const evidence = { operations: [], at: sentAt };
      const name = `what node ${node} has of shard ${shard} of ${index} was deleted`;
      // It may have changed at the very moment at which the request was sent.
      const isHeld = current.every((version) => version.isWritten(node, shard));
      if (isHeld || current.at(-1)?.isWritten(node, shard) === true) {
        findings.add(`${index} deleted`, `${name} while it was to have it`, evidence);
      } else if (!known.some((version) => version.isOutgoing(node, shard))) {
        findings.add(`${index} deleted`, `${name} though it was never taken away`, evidence);
      }
    }
  }
}
