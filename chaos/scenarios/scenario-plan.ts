import type { PlantedBug } from '../../engine/ports/fault.ts';
import { KeyedDraws } from '../../sim/kernel/keyed-draws.ts';
import { formatSeed, type Seed } from '../../sim/kernel/seed.ts';
import type { FaultItem } from '../../sim/plan/fault-item.ts';
import { documentId, wholeDocument } from '../../sim/plan/generated-documents.ts';
import { usualSettings } from '../../sim/plan/generated-operations.ts';
import { followOf } from '../../sim/plan/operation-style.ts';
import { generatedSearch } from '../../sim/plan/generated-search.ts';
import {
  type ArmedPoint,
  type FleetPlan,
  type KnobPlan,
  type OperationItem,
  type Plan,
  planFormat,
} from '../../sim/plan/plan.ts';
import { noNoise, usualKnobs } from '../../sim/plan/profile-parts.ts';
import type { Trigger } from '../../sim/plan/trigger.ts';
import type { AdministerIntent, Intent } from '../../sim/trace/operation.ts';
import { addressOf, everyNodeName, proxyNames } from '../../sim/world/fleet-names.ts';
import { scenarioIndex, type Wave, waveFaults, waveItems } from './waves.ts';

/** One request of the operator, and when. */
export interface ChangeRequest {
  readonly method: AdministerIntent['method'];
  readonly path: string;
  readonly body: unknown;
  readonly atMs: number;
  readonly after?: Trigger;
  /** Whether the operator waits for what it began. */
  readonly isFollowed: boolean;
}

/** What a scenario is made of; what is absent is as usual. */
export interface Setup {
  /** Two proxies, one old node without replicas, one new one, two shards. */
  readonly fleet?: Partial<FleetPlan>;
  readonly knobs?: Partial<KnobPlan>;
  /** Documents that are there before anything happens. */
  readonly preloaded?: number;
  readonly waves?: readonly Wave[];
  /** The new nodes, on which writes fail; the spare ones if absent. */
  readonly targets?: readonly string[];
  /** `n1` replaces `n0`, after a second. */
  readonly changes?: readonly ChangeRequest[];
  readonly faults?: readonly FaultItem[];
  readonly armed?: readonly ArmedPoint[];
  /** More operations, of clients of their own. */
  readonly operations?: readonly OperationItem[];
  readonly searches?: number;
  readonly mutant?: PlantedBug;
  readonly healAtMs?: number;
}

/** When the operator begins to change the fleet. */
const changeAtMs = 1000;
/** So often that proxies which have crashed are up again: to be refused takes no time. */
const operatorRetries = 300;
const usualHealAtMs = 15_000;
const preloadBatch = 500;
const searchSpanMs = 12_000;

const usualFleet: FleetPlan = {
  proxies: 2,
  replicaGroups: 1,
  nodesPerGroup: 1,
  replicationFactor: 1,
  shards: 2,
  ranking: 'meilisearch',
  spares: 1,
};

/** Copies take so long that there is time to write, and all shards move together. */
const movingKnobs: Partial<KnobPlan> = {
  copyBatchDocuments: 10,
  copyDocumentsPerSecond: 50,
  shardsAtOnce: 8,
  comparedDocuments: 50,
};

/** A request of the operator that begins a change of the fleet, and is followed. */
export function change(
  method: AdministerIntent['method'],
  path: string,
  body: unknown = null,
  moment: Partial<Pick<ChangeRequest, 'atMs' | 'after' | 'isFollowed'>> = {},
): ChangeRequest {
  return { method, path: `/_miroir/${path}`, body, atMs: changeAtMs, isFollowed: true, ...moment };
}

/** The body of a request that names a node. */
export function member(id: string, more: object = {}): object {
  return { id, address: addressOf(id), ...more };
}

/** One node takes the place of another. */
export function replace(
  old: string,
  by: string,
  moment: Partial<Pick<ChangeRequest, 'atMs' | 'after' | 'isFollowed'>> = {},
): ChangeRequest {
  return change('POST', `nodes/${old}/replace`, member(by), moment);
}

/** Makes the plan of a seed: everything that `setup` says, with times and draws of the seed. */
export function scenarioPlan(name: string, seed: Seed, setup: (draws: KeyedDraws) => Setup): Plan {
  const draws = new KeyedDraws(seed, 'scenario');
  const parts = setup(draws);
  const fleet = { ...usualFleet, ...parts.fleet };
  const knobs = { ...usualKnobs, ...movingKnobs, ...parts.knobs };
  return {
    format: planFormat,
    profile: name,
    seed: formatSeed(seed),
    fleet,
    latency: {
      leastMicros: 200,
      meanMicros: 1500,
      slowTail: { numerator: 1, denominator: 500 },
      mostMicros: knobs.nodeTimeoutMs * 1500,
    },
    noise: noNoise,
    knobs,
    clocks: [...proxyNames(fleet), ...everyNodeName(fleet)].map((process) => ({
      offsetMs: draws.between(`clock ${process}`, -10_000, 10_000),
      driftMillionths: draws.between(`drift ${process}`, -500, 500),
    })),
    armed: parts.armed ?? [],
    mutant: parts.mutant ?? null,
    warmUp: warmUpOf(draws, parts),
    items: itemsOf(draws, fleet, parts),
    healAtMs: parts.healAtMs ?? usualHealAtMs,
    convergeMs: 180_000,
  };
}

function itemsOf(draws: KeyedDraws, fleet: FleetPlan, parts: Setup): Plan['items'] {
  const { waves = [], changes = [replace('n0', 'n1')], searches = 12 } = parts;
  const { targets = everyNodeName(fleet).slice(-(fleet.spares ?? 0)) } = parts;
  const { proxies } = fleet;
  return [
    ...waves.flatMap((wave, number) => waveItems(draws, wave, number, proxies)),
    ...changes.flatMap((request, number) => changeItems(draws, request, number, proxies)),
    ...searchItems(draws, searches, proxies),
    ...(parts.operations ?? []),
    ...waves.flatMap((wave) => waveFaults(wave, targets)),
    ...(parts.faults ?? []),
  ];
}

function warmUpOf(draws: KeyedDraws, { preloaded = 100 }: Setup): readonly OperationItem[] {
  const index = scenarioIndex;
  const ids = Array.from({ length: preloaded }, (_, number) => documentId(number));
  const loads = Array.from({ length: Math.ceil(preloaded / preloadBatch) }, (_, number): Intent => {
    const own = ids.slice(number * preloadBatch, (number + 1) * preloadBatch);
    const documents = own.map((id) => wholeDocument(draws, `w.load${number}`, id));
    return { kind: 'write-documents', index, method: 'POST', documents };
  });
  const intents: readonly Intent[] = [
    { kind: 'create-index', index, primaryKey: 'id' },
    { kind: 'update-settings', index, settings: usualSettings },
    ...loads,
  ];
  return intents.flatMap((intent, place) => {
    const id = place < 2 ? `w.${place}` : `w.load${place - 2}`;
    const item: OperationItem = { ...operation(id, 'w', intent), retries: 0 };
    return [item, followOf(item)];
  });
}

function changeItems(
  draws: KeyedDraws,
  { method, path, body, atMs, after, isFollowed }: ChangeRequest,
  number: number,
  proxies: number,
): readonly OperationItem[] {
  const id = `admin.${number}`;
  const begun: OperationItem = {
    ...operation(id, 'admin', { kind: 'administer', method, path, body }),
    atMs,
    ...(after === undefined ? {} : { after }),
    proxy: draws.below(`${id}/proxy`, proxies),
    retries: operatorRetries,
  };
  if (!isFollowed) return [begun];
  return [begun, { ...begun, id: `${id}/change`, intent: { kind: 'follow-change', of: id } }];
}

/** Somebody searches all the time. */
function searchItems(
  draws: KeyedDraws,
  searches: number,
  proxies: number,
): readonly OperationItem[] {
  return Array.from({ length: searches }, (_, turn) => {
    const id = `reader.${turn}`;
    return {
      ...operation(id, 'reader', generatedSearch(draws, id, scenarioIndex)),
      atMs: Math.floor((turn * searchSpanMs) / searches) + draws.below(`${id}/at`, 500),
      proxy: draws.below(`${id}/proxy`, proxies),
    };
  });
}

function operation(id: string, client: string, intent: Intent): OperationItem {
  return {
    kind: 'operation',
    id,
    client,
    atMs: 0,
    intent,
    proxy: 0,
    retries: 1,
    timeoutMs: 10_000,
  };
}
