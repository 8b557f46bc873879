import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { limits } from '../../limits.ts';

/**
 * The indexes that a node has and that nobody knows of: they were deleted after the state that the node
 * was restored to. Undefined if the node does not say. Rejects if the store fails.
 */
export async function forgottenIndexes(
  context: EngineContext,
  node: NodeId,
): Promise<readonly string[] | undefined> {
  const held = await indexesOf(context, node);
  if (held === undefined) return undefined;
  // Afterwards: an index is known before any node is told to make it.
  await context.shared.refresh();
  return held.filter((uid) => context.catalogue.get(uid) === undefined);
}

async function indexesOf(
  context: EngineContext,
  node: NodeId,
): Promise<readonly string[] | undefined> {
  const uids: string[] = [];
  for (;;) {
    const path = `/indexes?offset=${uids.length}&limit=${limits.indexesPerLookMax}`;
    const answer = await callNode(context, node, { method: 'GET', path }, 'list-indexes');
    if (answer.kind !== 'answer') return undefined;
    const listed = uidsIn(answer.body);
    if (listed === undefined) return undefined;
    uids.push(...listed);
    if (listed.length < limits.indexesPerLookMax) return uids;
  }
}

/** The uids in a node's list of indexes; undefined if it is something else. */
function uidsIn(body: string): readonly string[] | undefined {
  try {
    const { results }: { results: readonly { readonly uid: string }[] } = JSON.parse(body);
    return results.map(({ uid }) => uid);
  } catch {
    return undefined;
  }
}
