import type { NodeId, NodeRecord } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';

/**
 * Counts in the fleet that a node was found to have lost what it acknowledged, unless somebody has:
 * from then on no proxy relies on it, and all of them know which of its tasks are gone. To be tried
 * again if the fleet changes meanwhile. Rejects if the store fails.
 */
export async function recordLoss(context: EngineContext, node: NodeId): Promise<void> {
  await context.shared.refresh();
  if (!context.nodeMemory.losses().some((loss) => loss.node === node)) return;
  await changeRecord(context, node, 'restored', ({ count }) => ({
    count: count + 1,
    isMarked: false,
  }));
}

/**
 * Notes that the ledger names all that a node lost when it was restored for the `count`th time. True
 * once that is noted, or of no interest any more. Rejects if the store fails.
 */
export async function recordMarked(
  context: EngineContext,
  node: NodeId,
  count: number,
): Promise<boolean> {
  await context.shared.refresh();
  const record = context.cluster.topology.nodes.find(({ id }) => id === node);
  if (record?.restored?.count !== count || record.restored.isMarked) return true;
  return changeRecord(context, node, 'marked', () => ({ count, isMarked: true }));
}

/**
 * Notes that the ledger names all that was deleted while a node was given up. True once that is noted.
 * Rejects if the store fails.
 */
export async function recordLookedThrough(context: EngineContext, node: NodeId): Promise<boolean> {
  return changeNode(context, node, 'looked through', (record) => ({ ...record, isBack: false }));
}

type Restored = NonNullable<NodeRecord['restored']>;

function changeRecord(
  context: EngineContext,
  node: NodeId,
  change: string,
  next: (restored: Restored) => Restored,
): Promise<boolean> {
  return changeNode(context, node, change, (record) => ({
    ...record,
    restored: next(record.restored ?? { count: 0, isMarked: true }),
  }));
}

async function changeNode(
  context: EngineContext,
  node: NodeId,
  change: string,
  next: (record: NodeRecord) => NodeRecord,
): Promise<boolean> {
  const { store, trace } = context.ports;
  const { version: expected, topology, paused } = context.cluster.fleet;
  const nodes = topology.nodes.map((record) => (record.id === node ? next(record) : record));
  const changed = await store.changeFleet({
    expected,
    topology: { ...topology, nodes },
    paused,
    operation: null,
  });
  await context.shared.refresh();
  if (changed === null) return false;
  trace.note({ kind: 'fleet', version: expected + 1, change: `${change} ${node}` });
  return true;
}
