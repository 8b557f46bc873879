import type { CancelToken } from '../base/cancel.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { FeatureSet } from '../ports/features-store.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { featuresOfNodes } from './features.ts';

/** How often nodes are told anew because features change meanwhile. */
const roundsMax = 5;

/**
 * Gives every node that is up the experimental features as they are now. One that does not take them
 * is told again with its next check. Rejects if the store fails.
 */
export async function giveFeatures(context: EngineContext): Promise<void> {
  for (let round = 0; round < roundsMax; round += 1) {
    await context.shared.refresh();
    const { chosen } = context.features;
    if (chosen === undefined) return;
    const nodes = context.cluster.topology.nodes.map(({ id }) => id);
    const told = nodes.filter((node) => context.cluster.answers(node));
    await Promise.all(told.map((node) => tell(context, node, chosen)));
    await context.shared.refresh();
    // Somebody else may have told the nodes something newer before they heard of this.
    if (context.features.chosen === chosen) return;
  }
}

/**
 * Looks whether a node, which may be new, wiped or restored, has the experimental features that Miroir
 * has, and gives them to it if it has not. False if it does not take them: what it refuses for want of
 * them is asked of others. Nodes are left as they are while nobody has ever turned a feature on.
 */
export async function keepFeatures(
  context: EngineContext,
  node: NodeId,
  cancel?: CancelToken,
): Promise<boolean> {
  const { chosen } = context.features;
  if (chosen === undefined) return true;
  const held = await ask(context, node, { method: 'GET', path }, cancel);
  return agrees(held, chosen) || tell(context, node, chosen, cancel);
}

const path = '/experimental-features';

async function tell(
  context: EngineContext,
  node: NodeId,
  chosen: FeatureSet,
  cancel?: CancelToken,
): Promise<boolean> {
  const wanted = Object.fromEntries(featuresOfNodes.map((name) => [name, chosen[name]]));
  const request: NodeRequest = { method: 'PATCH', path, body: JSON.stringify(wanted) };
  return agrees(await ask(context, node, request, cancel), chosen);
}

/** What a node answers about its features; undefined if that is something else. */
async function ask(
  { config, ports }: EngineContext,
  node: NodeId,
  request: NodeRequest,
  cancel?: CancelToken,
): Promise<string | undefined> {
  const deadlineMs = config.health.timeoutMs;
  const options = cancel === undefined ? { deadlineMs } : { deadlineMs, cancel };
  const reply = await ports.nodes.call(node, request, options);
  return reply.kind === 'reply' && reply.status === 200 ? reply.body : undefined;
}

function agrees(text: string | undefined, chosen: FeatureSet): boolean {
  if (text === undefined) return false;
  try {
    const held: Partial<FeatureSet> = JSON.parse(text);
    return featuresOfNodes.every((name) => held[name] === chosen[name]);
  } catch {
    return false;
  }
}
