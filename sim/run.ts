import { must } from '../engine/base/assert.ts';
import { type EventObserver, Kernel, type KernelEnd } from './kernel/kernel.ts';
import { parseSeed } from './kernel/seed.ts';
import { runIsolated } from './kernel/virtual-run.ts';
import type { FaultItem } from './plan/fault-item.ts';
import type { OperationItem, Plan } from './plan/plan.ts';
import type { Audit, RunRecord } from './trace/record.ts';
import { auditWorld, isAtRest } from './world/audit.ts';
import { scheduleFaults } from './world/fault-injection.ts';
import { groupOf, nodeNames, proxyNames, spareNames } from './world/fleet-names.ts';
import { oracleAnswers } from './world/oracle.ts';
import { type NotedEvent, World } from './world/world.ts';

/** A finished run: what happened, for checkers and for people. */
export interface Run {
  readonly plan: Plan;
  readonly end: KernelEnd;
  readonly record: RunRecord;
  /** What the engines said of themselves. */
  readonly noted: readonly NotedEvent[];
}

export interface RunOptions {
  /** Whether to fail on timers, sockets and files; costs a sixth of the speed. */
  readonly watchLeaks: boolean;
  readonly observer?: EventObserver;
}

const limits = { eventsMax: 3_000_000, eventsPerSecondMax: 200_000 };
const restLookMicros = 100_000;

/**
 * Runs a plan from beginning to end: warm-up, chaos, healing, coming to rest, audit. A function of
 * the plan and the code alone. The thread must do nothing else meanwhile.
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Run> {
  const kernel = new Kernel(parseSeed(plan.seed), limits, options.observer);
  const staged: { world?: World; audit?: Audit } = {};
  kernel.schedule(0, 'the world begins', null, () => {
    const world = new World(plan, kernel);
    staged.world = world;
    stage(plan, world).then(
      (audit) => {
        staged.audit = audit;
        kernel.stop();
      },
      (error: unknown) => kernel.failWith(error),
    );
  });
  const end = await runIsolated(kernel, options.watchLeaks);
  const world = must(staged.world, 'the world of a run');
  for (const client of world.clients) client.die();
  await world.store.close();
  return { plan, end, noted: world.noted, record: recordOf(plan, world, staged.audit ?? null) };
}

async function stage(plan: Plan, world: World): Promise<Audit> {
  for (const proxy of world.proxies) proxy.start();
  await world.clientCalled('w').work(plan.warmUp, world.kernel.now);
  const failed = world.operations.find(({ outcome }) => {
    return outcome.kind === 'lost' || outcome.status >= 400;
  });
  if (failed !== undefined) {
    throw new Error(`the warm-up failed: ${failed.id} ${JSON.stringify(failed.outcome)}`);
  }
  await unleash(plan, world);
  world.heal();
  const settled = await comeToRest(plan, world);
  return auditWorld(world, settled);
}

/** Lets clients work and faults strike until it is time to heal. */
async function unleash(plan: Plan, world: World): Promise<void> {
  const { kernel } = world;
  const start = kernel.now;
  world.isChaotic = true;
  world.weather.calm = false;
  world.links.stir();
  world.triggers.begin();
  scheduleFaults(world, plan.items.filter(isFault), start);
  const operations = plan.items.filter((item): item is OperationItem => item.kind === 'operation');
  for (const [name, items] of Map.groupBy(operations, ({ client }) => client)) {
    // A client that dies does not come to an end, so nobody waits for it here.
    world
      .clientCalled(name)
      .work(items, start)
      .catch((error: unknown) => kernel.failWith(error));
  }
  await pause(world, plan.healAtMs * 1000);
}

async function comeToRest(plan: Plan, world: World): Promise<boolean> {
  const deadline = world.kernel.now + plan.convergeMs * 1000;
  while (world.kernel.now < deadline) {
    if (await isAtRest(world)) return true;
    await pause(world, restLookMicros);
  }
  return false;
}

function pause(world: World, micros: number): Promise<void> {
  return new Promise((resolve) => {
    world.kernel.schedule(micros, 'the stage waits', null, resolve);
  });
}

function isFault(item: Plan['items'][number]): item is FaultItem {
  return item.kind !== 'operation';
}

function recordOf(plan: Plan, world: World, audit: Audit | null): RunRecord {
  const { fleet } = plan;
  const isQuiet = plan.profile === 'quiet';
  return {
    profile: plan.profile,
    seed: plan.seed,
    fleet: {
      proxies: proxyNames(fleet),
      nodes: nodeNames(fleet).map((id, place) => ({ id, replicaGroup: groupOf(place, fleet) })),
      spares: spareNames(fleet),
      replicaGroups: fleet.replicaGroups,
      replicationFactor: fleet.replicationFactor,
      shards: fleet.shards,
    },
    isQuiet,
    operations: world.operations,
    exchanges: world.exchanges,
    faults: world.faults,
    placements: world.changes.placements,
    names: world.changes.names,
    moves: world.changes.moves,
    claims: world.changes.claims,
    audit,
    oracle: isQuiet ? oracleAnswers(plan, world.operations) : [],
  };
}
