import type { Audit, TaskAudit } from '../trace/record.ts';
import type { World } from './world.ts';

/** More tasks than any plan has writes. */
const tasksMax = 100_000;

/** Reads what every node, the store and the task list hold, past engine and network. */
export async function auditWorld(world: World, settled: boolean): Promise<Audit> {
  const page = { filter: {}, from: null, limit: tasksMax, reverse: true };
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
  };
}

function errorOf(text: string): TaskAudit['error'] {
  const { code, message } = JSON.parse(text);
  return { code, message };
}

/** Whether nothing is left to do anywhere: no client works, no node indexes, no task is open. */
export async function isAtRest(world: World): Promise<boolean> {
  if (world.clients.some((client) => !client.isDone)) return false;
  if (![...world.nodes.values()].every((node) => node.isIdle)) return false;
  if ((await world.store.listUnsettledTasks(1)).length > 0) return false;
  return !(await awaitsRepair(world));
}

/**
 * Whether some replica that is behind is still to be repaired: all are, but those of a shard of which
 * every replica lacks an acknowledged write, so that none can be the source.
 */
async function awaitsRepair(world: World): Promise<boolean> {
  const byShard = Map.groupBy(
    await world.store.listBehind(),
    ({ indexUid, shard }) => `${indexUid} ${shard}`,
  );
  return [...byShard.values()].some((entries) => {
    const lacking = entries.filter(({ reason }) => !openReasons.has(reason));
    return new Set(lacking.map(({ node }) => node)).size < world.replicas;
  });
}

/** The write was not acknowledged, or will be settled by itself. */
const openReasons: ReadonlySet<string> = new Set(['interrupted', 'given-up', 'awaiting-outcome']);
