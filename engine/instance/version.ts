import type { EngineContext } from '../context.ts';
import { askAnyNode } from '../gather/any-node.ts';
import { ApiError } from '../protocol/api-error.ts';
import type { Answer } from '../protocol/routed-request.ts';

/** `GET /version`: the version of Meilisearch that the nodes run, from the first that answers. */
export async function getVersion(context: EngineContext): Promise<Answer> {
  const answer = await askAnyNode(context, { method: 'GET', path: '/version' }, 'version');
  if (answer?.kind === 'answer') return { status: 200, body: answer.body };
  throw new ApiError(
    503,
    'miroir_shard_unavailable',
    'system',
    'No node answers, so the version of Meilisearch is not known.',
  );
}
