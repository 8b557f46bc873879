import { CancelSource, type CancelToken } from '../base/cancel.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { keepFeatures } from '../instance/node-features.ts';
import { limits } from '../limits.ts';
import { checkMemory } from '../movement/restored/newest-task.ts';

/** Asks every node of the fleet for its health at a steady interval, each in a loop of its own. */
export function startHealthChecks(context: EngineContext): void {
  const loops = new Map<NodeId, CancelSource>();
  const { clock, spawner } = context.ports;
  keepLoops(context, loops);
  spawner.spawn('health-checks', async (cancel) => {
    while (!cancel.canceled) {
      await clock.sleep(limits.fleetLookMs, cancel);
      if (!cancel.canceled) keepLoops(context, loops);
    }
  });
}

/** Begins a loop for each node that has none, and ends those of nodes that are gone. */
function keepLoops(context: EngineContext, loops: Map<NodeId, CancelSource>): void {
  const nodes = new Set(context.cluster.topology.nodes.map(({ id }) => id));
  for (const [node, gone] of loops) {
    if (nodes.has(node)) continue;
    gone.cancel();
    loops.delete(node);
  }
  for (const node of nodes) {
    if (loops.has(node)) continue;
    const gone = new CancelSource();
    loops.set(node, gone);
    context.ports.spawner.spawn(`health-${node}`, (cancel) => {
      cancel.onCancel(() => gone.cancel());
      return checkLoop(context, node, gone);
    });
  }
}

async function checkLoop(context: EngineContext, node: NodeId, cancel: CancelToken): Promise<void> {
  const { clock } = context.ports;
  while (!cancel.canceled) {
    const wasUp = context.cluster.isUp(node);
    await check(context, node, cancel);
    if (!wasUp && context.cluster.isUp(node)) context.follower.wake();
    await clock.sleep(context.config.health.intervalMs, cancel);
  }
}

async function check(context: EngineContext, node: NodeId, cancel: CancelToken): Promise<void> {
  const { clock, nodes } = context.ports;
  const deadlineMs = context.config.health.timeoutMs;
  const reply = await nodes.call(node, { method: 'GET', path: '/health' }, { deadlineMs, cancel });
  // Before the node counts as back: it may have lost what it had acknowledged, or its features.
  if (reply.kind === 'reply' && reply.status === 200) {
    await checkMemory(context, node, cancel);
    await keepFeatures(context, node, cancel);
  }
  if (cancel.canceled) return;
  context.cluster.probed(node, reply, clock.monoMs());
}
