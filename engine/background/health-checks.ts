import type { CancelToken } from '../base/cancel.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';

/** Asks every node for its health at a steady interval, each in a loop of its own. */
export function startHealthChecks(context: EngineContext): void {
  for (const node of context.cluster.dataNodes()) {
    context.ports.spawner.spawn(`health-${node}`, (cancel) => checkLoop(context, node, cancel));
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
  if (cancel.canceled) return;
  context.cluster.probed(node, reply, clock.monoMs());
}
