import { formatTime } from '../base/time.ts';
import type { NodeId, NodeRecord, NodeState, Topology } from '../cluster/topology.ts';
import { acceptsShards, inState } from '../cluster/node-state.ts';
import type { EngineContext } from '../context.ts';
import { acceptingNodes } from '../control/fleet/node-changes.ts';
import { replicasToMove } from '../control/fleet/placed-shards.ts';
import { limits } from '../limits.ts';
import { judgeMovement } from '../movement/movement-policy.ts';
import type { OperationKind } from '../ports/fleet-store.ts';
import { survivingStore } from '../sharing/store-failure.ts';

/**
 * Gives nodes up that have not answered for as long as the configuration says, so that others get their
 * shards, and takes them back when they answer. Does nothing if that is left to the operator.
 */
export function startSilentNodes(context: EngineContext): void {
  if (context.config.movement.failedAfterMs === 0) return;
  const { clock, spawner, trace } = context.ports;
  const silence = new Silence();
  spawner.spawn('silent-nodes', async (cancel) => {
    while (!cancel.canceled) {
      await clock.sleep(limits.fleetLookMs, cancel);
      if (cancel.canceled) return;
      await survivingStore(trace, () => tendSilentNodes(context, silence), undefined);
    }
  });
}

/** Since when nodes have not answered this proxy. */
export class Silence {
  readonly #sinceMs = new Map<NodeId, number>();

  /** Notes whether a node is believed to answer now; answers for how long it has not. */
  noteMs(node: NodeId, answers: boolean, nowMs: number): number {
    if (answers) this.#sinceMs.delete(node);
    else if (!this.#sinceMs.has(node)) this.#sinceMs.set(node, nowMs);
    return nowMs - (this.#sinceMs.get(node) ?? nowMs);
  }
}

/** One look at who answers; changes the state of one node at most. Rejects if the store fails. */
export async function tendSilentNodes(context: EngineContext, silence: Silence): Promise<void> {
  const { cluster, config, ports } = context;
  const nowMs = ports.clock.monoMs();
  const given = cluster.topology.nodes.filter(({ id, state }) => {
    const silentMs = silence.noteMs(id, cluster.answers(id), nowMs);
    return acceptsShards(state) && silentMs >= config.movement.failedAfterMs;
  });
  if (cluster.fleet.paused || judgeMovement(config).kind === 'unsafe') return;
  const [lost] = given;
  // Several nodes that are silent at once: more likely, it is this proxy that is cut off.
  if (lost !== undefined && given.length === 1 && !isLastOfGroup(cluster.topology, lost)) {
    await changeState(context, lost, 'failed', 'lose-node');
    return;
  }
  const regained = await regainedNode(context);
  if (regained !== undefined) await changeState(context, regained, 'active', 'regain-node');
}

function isLastOfGroup(topology: Topology, { id, replicaGroup }: NodeRecord): boolean {
  return acceptingNodes(topology, replicaGroup).every((node) => node.id === id);
}

/** A node that answers and was given up for its silence: what an operator did is left as it is. */
async function regainedNode({ cluster, ports }: EngineContext): Promise<NodeRecord | undefined> {
  const back = cluster.topology.nodes.filter(
    ({ id, state }) => state === 'failed' && cluster.answers(id),
  );
  if (back.length === 0) return undefined;
  const operations = await ports.store.listOperations(limits.operationsListedMax);
  return back.find(
    ({ id }) => operations.find(({ subject }) => subject === id)?.kind === 'lose-node',
  );
}

/** Changes the state of a node, unless the fleet changes meanwhile: then a later look decides anew. */
async function changeState(
  context: EngineContext,
  { id }: NodeRecord,
  state: NodeState,
  kind: OperationKind,
): Promise<void> {
  const { catalogue, cluster, ports } = context;
  const { version: expected, topology: before, paused } = cluster.fleet;
  const nodes = before.nodes.map((node) => (node.id === id ? inState(node, state) : node));
  const topology = { ...before, nodes };
  const operation = {
    kind,
    subject: id,
    replicasToMove: replicasToMove(topology, catalogue.all()),
    startedAt: formatTime(ports.clock.wallMs()),
  };
  const changed = await ports.store.changeFleet({ expected, topology, paused, operation });
  if (changed !== null) {
    ports.trace.note({ kind: 'fleet', version: expected + 1, change: `${kind} ${id}` });
  }
  await context.shared.refresh();
}
