import type { EngineContext } from '../context.ts';
import { callNode, type NodeAnswer } from '../gather/call.ts';
import { randomUuid } from '../keys/uuid.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { noQuorum } from '../protocol/api-error.ts';

/**
 * What becomes of the settings of a workspace when a client changes them, as a node says: it knows the
 * prompts that a workspace begins with, and what is wrong with a change. The node gets a workspace for
 * the purpose, which goes again. `before` is JSON text (null: a workspace that begins), `change` the
 * exact body. Throws `miroir_no_quorum` if no node can be asked.
 */
export async function askForSettings(
  context: EngineContext,
  before: string | null,
  change: string,
): Promise<Extract<NodeAnswer, { kind: 'answer' | 'refusal' }>> {
  const path = `/chats/miroir-${randomUuid(context.ports.random)}`;
  const settings = `${path}/settings`;
  for (const node of context.cluster.memberNodes()) {
    if (!context.cluster.isUp(node)) continue;
    const ask = (request: NodeRequest): Promise<NodeAnswer> =>
      callNode(context, node, request, 'chat-settings');
    try {
      const begun = await ask({ method: 'PATCH', path: settings, body: before ?? '{}' });
      if (begun.kind !== 'answer') continue;
      const answer = await ask({ method: 'PATCH', path: settings, body: change });
      if (answer.kind !== 'unavailable') return answer;
    } finally {
      await ask({ method: 'DELETE', path });
    }
  }
  throw noQuorum('No node can check the settings. Nothing was done.');
}
