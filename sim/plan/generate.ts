import type { PlantedBug } from '../../engine/ports/fault.ts';
import { KeyedDraws } from '../kernel/keyed-draws.ts';
import { formatSeed, type Seed } from '../kernel/seed.ts';
import { everyNodeName, proxyNames } from '../world/fleet-names.ts';
import type { FaultItem } from './fault-item.ts';
import { generatedChanges } from './generated-changes.ts';
import {
  type FaultKind,
  type FaultStyle,
  generatedAmnesia,
  generatedFault,
} from './generated-faults.ts';
import { generatedOperation, warmUp } from './generated-operations.ts';
import type { OperationStyle } from './operation-style.ts';
import { generatedRots, healingMs } from './generated-rot.ts';
import { type ClockPlan, type Plan, planFormat, type PlanItem } from './plan.ts';
import type { Profile, ProfileMaker } from './profile.ts';
import { profiles } from './profiles.ts';

/** A profile that is not there. */
export class UnknownProfile extends Error {
  override name = 'UnknownProfile';
}

/** The profile of this name; throws {@link UnknownProfile} naming those that exist. */
export function profileCalled(name: string): ProfileMaker {
  const maker = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (maker !== undefined) return maker;
  const known = Object.keys(profiles).join(', ');
  throw new UnknownProfile(`There is no profile \`${name}\`; there are ${known}.`);
}

/** Makes the plan of a seed, by the profile of this name. Throws {@link UnknownProfile}. */
export function generatePlan(name: string, seed: Seed, mutant: PlantedBug | null = null): Plan {
  const profile = profileCalled(name)(new KeyedDraws(seed, 'profile'));
  const draws = new KeyedDraws(seed, 'plan');
  const { fleet, latency, noise, knobs, armed, chaosMs } = profile;
  const style: OperationStyle = { ...profile, proxies: fleet.proxies, timeoutMs: 10_000 };
  return {
    format: planFormat,
    profile: profile.name,
    seed: formatSeed(seed),
    fleet,
    // A request may arrive after its proxy has given it up, but not for ever after.
    latency: { ...latency, mostMicros: knobs.nodeTimeoutMs * 1500 },
    noise,
    knobs,
    clocks: clocksOf(draws, profile),
    armed,
    mutant,
    warmUp: warmUp(draws, { ...style, retries: 0 }),
    items: [
      ...operationsOf(draws, profile, style),
      ...generatedChanges(draws, { ...style, fleet, chaosMs, changes: profile.changes }),
      ...faultsOf(draws, profile),
    ],
    healAtMs: healingMs(profile),
    convergeMs: 180_000,
  };
}

function operationsOf(draws: KeyedDraws, profile: Profile, style: OperationStyle): PlanItem[] {
  const { clients, operationsPerClient, chaosMs } = profile;
  return Array.from({ length: clients }, (_, number) => `c${number}`).flatMap((client) => {
    const thinkMs = Math.floor((2 * chaosMs) / operationsPerClient);
    let atMs = 0;
    return Array.from({ length: operationsPerClient }, (_, turn) => {
      atMs += draws.below(`${client}/think`, thinkMs);
      return generatedOperation(draws, style, { client, turn, atMs });
    }).flat();
  });
}

function faultsOf(draws: KeyedDraws, profile: Profile): readonly FaultItem[] {
  const style = {
    proxies: proxyNames(profile.fleet),
    nodes: everyNodeName(profile.fleet),
    clients: Array.from({ length: profile.clients }, (_, number) => `c${number}`),
    chaosMs: profile.chaosMs,
    durationMsMax: profile.faultDurationMsMax,
  };
  const { amnesias } = profile;
  const struck = Array.from({ length: amnesias }, (_, number) =>
    generatedAmnesia(draws, number, { ...style, amnesias }),
  );
  const rotten = generatedRots(draws, { ...profile, ...style });
  return [...usualFaults(draws, profile, style), ...struck, ...rotten];
}

function usualFaults(
  draws: KeyedDraws,
  { faultKinds, faults }: Profile,
  style: FaultStyle,
): readonly FaultItem[] {
  const [first, ...rest] = faultKinds;
  if (first === undefined) return [];
  const kinds: readonly [FaultKind, ...FaultKind[]] = [first, ...rest];
  return Array.from({ length: faults }, (_, number) => generatedFault(draws, kinds, number, style));
}

function clocksOf(draws: KeyedDraws, profile: Profile): readonly ClockPlan[] {
  const { fleet, clockOffsetMsMax: offset, driftMillionthsMax: drift } = profile;
  return [...proxyNames(fleet), ...everyNodeName(fleet)].map((name) => ({
    offsetMs: draws.between(`clock ${name}`, -offset, offset),
    driftMillionths: draws.between(`drift ${name}`, -drift, drift),
  }));
}
