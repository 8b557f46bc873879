import type { Plan } from '../../sim/plan/plan.ts';
import type { Run } from '../../sim/run.ts';
import { probeNames } from '../../sim/trace/probes.ts';
import type { Outcome } from '../run/verdict.ts';
import { findScenario } from '../scenarios/all-scenarios.ts';
import { shortLog } from './short-log.ts';

/** Lines of the log that are shown unless all are asked for. */
const logLinesMax = 60;

/** A run for a terminal: what was run, what happened, what it met, and how it ended. */
export function runReport(run: Run, outcome: Outcome, verbose: boolean): string {
  const log = shortLog(run);
  const shown = verbose ? log : log.slice(-logLinesMax);
  const hidden = log.length - shown.length;
  return [
    ...header(run.plan),
    '',
    ...(hidden > 0 ? [`… ${hidden} earlier lines (--verbose shows them)`] : []),
    ...shown,
    '',
    ...probeLines(outcome),
    '',
    `events ${outcome.events}  virtual ${(outcome.virtualMicros / 1_000_000).toFixed(1)} s  operations ${run.record.operations.length}  node ${process.versions.node}`,
    ...failureLines(outcome),
    `hash ${outcome.hash}`,
    `verdict ${outcome.kind}`,
  ].join('\n');
}

function header({ profile, seed, fleet, mutant, items, armed, noise, knobs }: Plan): string[] {
  const faults = items.filter(({ kind }) => kind !== 'operation');
  const noisy = Object.entries(noise).filter(([, ratio]) => ratio.numerator > 0);
  return [
    `profile ${profile}  seed ${seed}${mutant === null ? '' : `  planted ${mutant}`}`,
    `fleet   ${fleet.proxies} proxies, ${fleet.replicaGroups} groups of ${fleet.nodesPerGroup} nodes, ${fleet.replicationFactor} replicas, ${fleet.shards} shards`,
    `knobs   ${Object.entries(knobs)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ')}`,
    `noise   ${noisy.map(([name, { denominator }]) => `${name}=1/${denominator}`).join(' ') || 'none'}`,
    `armed   ${armed.map(({ point, effect }) => `${point}:${effect.kind}`).join(' ') || 'none'}`,
    ...faults.map((fault) => `fault   ${JSON.stringify(fault)}`),
  ];
}

function probeLines({ probes }: Outcome): string[] {
  const hit = Object.entries(probes).map(([name, count]) => `${name}=${count}`);
  const missed = probeNames.filter((name) => probes[name] === undefined);
  return [
    `probes  ${hit.join(' ') || 'none'}`,
    ...(missed.length === 0 ? [] : [`not met ${missed.join(' ')}`]),
  ];
}

/** What went wrong, and how to see it again. */
export function failureLines(outcome: Outcome): string[] {
  if (outcome.kind === 'ok') return [];
  const { profile, seed, mutant, violations, kind, message } = outcome;
  const planted = mutant === null ? '' : ` --mutant ${mutant}`;
  const kindOfPlan = findScenario(profile) === undefined ? 'profile' : 'scenario';
  const again = `--seed ${seed} --${kindOfPlan} ${profile}${planted}`;
  const broken = violations
    .slice(0, 5)
    .map(
      ({ checker, key, message: what, operations, at }) =>
        `  ${checker} ${key} at ${(at / 1_000_000).toFixed(3)} s: ${what} [${operations.join(' ')}]`,
    );
  return [
    `CHAOS FAIL  ${kind}${violations[0] === undefined ? '' : `/${violations[0].checker}`}  seed=${seed}  profile=${profile}`,
    ...(violations.length === 0 ? [`  ${message}`] : broken),
    ...(violations.length > 5 ? [`  … ${violations.length - 5} more`] : []),
    `  rerun  npm run chaos -- ${again}`,
    `  shrink npm run chaos -- ${again} --shrink FILE`,
  ];
}
