import type { EngineContext } from '../context.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { callNode, type NodeAnswer } from './call.ts';

/**
 * Asks one node something that any of them can tell; the next one if it cannot serve. Nodes that answered
 * lately come first. Undefined: none can be asked.
 */
export async function askAnyNode(
  context: EngineContext,
  request: NodeRequest,
  operation: string,
): Promise<Exclude<NodeAnswer, { kind: 'unavailable' }> | undefined> {
  const { cluster } = context;
  const nodes = cluster.memberNodes().toSorted((left, right) => {
    return Number(cluster.isSuspect(left)) - Number(cluster.isSuspect(right));
  });
  for (const node of nodes) {
    if (!cluster.isUp(node)) continue;
    const answer = await callNode(context, node, request, operation);
    if (answer.kind !== 'unavailable') return answer;
  }
  return undefined;
}
