import { must } from '../../engine/base/assert.ts';
import type { SharedState } from '../../engine/ports/shared-state.ts';
import type { Audit, FleetAudit, TaskAudit } from '../trace/record.ts';
import { hasWorkLeft } from './fleet-work.ts';
import { awaitsVerification } from './verification.ts';
import type { World } from './world.ts';

/** More tasks than any plan has writes. */
const tasksMax = 100_000;

/** Reads what every node, the store and the task list hold, past engine and network. */
export async function auditWorld(world: World, settled: boolean): Promise<Audit> {
  const page = {
    filter: {},
    from: null,
    limit: tasksMax,
    reverse: true,
    withDeleted: true,
  } as const;
  const { tasks } = await world.store.listTasks(page);
  return {
    at: world.kernel.now,
    settled,
    nodes: [...world.nodes.values()].map((node) => ({ node: node.id, ...node.inspect() })),
    tasks: tasks.map(({ uid, indexUid, status, type, error }) => ({
      uid,
      indexUid,
      status,
      type,
      error: status === 'failed' && error !== null ? errorOf(error) : null,
    })),
    ledger: await world.store.listBehind(),
    fleet: await fleetOf(world),
  };
}

function errorOf(text: string): TaskAudit['error'] {
  const { code, message } = JSON.parse(text);
  return { code, message };
}

async function fleetOf(world: World): Promise<FleetAudit> {
  const { topology, paused } = must((await everything(world)).fleet, 'the fleet');
  const { replicaGroups, replicationFactor } = topology;
  const nodes = topology.nodes.map(({ id, replicaGroup, state }) => ({ id, replicaGroup, state }));
  return { nodes, replicaGroups, replicationFactor, paused };
}

/**
 * Whether nothing is left to do anywhere: no client works, no node indexes, no task is open, and what
 * has rotted was looked at.
 */
export async function isAtRest(world: World): Promise<boolean> {
  if (world.clients.some((client) => !client.isDone)) return false;
  if (![...world.nodes.values()].every((node) => node.isIdle)) return false;
  if ((await world.store.listUnsettledTasks(1)).length > 0) return false;
  const { changed, fleet } = await everything(world);
  const ledger = await world.store.listBehind();
  if (hasWorkLeft({ fleet: must(fleet, 'the fleet'), indexes: changed, ledger })) return false;
  return !awaitsVerification(world, changed);
}

/** All that proxies share: what changed since before the beginning. */
async function everything(world: World): Promise<SharedState> {
  return must(await world.store.readShared(0), 'what proxies share');
}
