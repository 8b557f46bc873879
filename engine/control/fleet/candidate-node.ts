import type { EngineContext } from '../../context.ts';
import { getVersion } from '../../instance/version.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { readMember } from './reply-member.ts';
import { nodeNotEmpty, nodeUnusable } from './fleet-errors.ts';
import type { NewNode } from './fleet-wish.ts';

/**
 * Asks nodes that are to join whether they can: they must answer, take the key of the nodes, run the
 * Meilisearch of the fleet, and have nothing of their own. Throws `miroir_node_unusable`,
 * `miroir_node_not_empty`, or `miroir_shard_unavailable` if no node of the fleet tells its version.
 */
export async function checkCandidates(
  context: EngineContext,
  candidates: readonly NewNode[],
): Promise<void> {
  if (candidates.length === 0) return;
  const { body } = await getVersion(context);
  const version = releaseOf(body);
  try {
    for (const candidate of candidates) await checkCandidate(context, candidate, version);
  } finally {
    context.ports.nodes.know(context.cluster.topology.nodes);
  }
}

async function checkCandidate(
  context: EngineContext,
  candidate: NewNode,
  fleetVersion: string,
): Promise<void> {
  const { id } = candidate;
  const health = await ask(context, candidate, '/health');
  if (health.status !== 200) throw nodeUnusable(id, `GET /health answers ${health.status}`);
  const version = await ask(context, candidate, '/version');
  if (version.status === 401 || version.status === 403) {
    throw nodeUnusable(id, `it does not take the key of the nodes (status ${version.status})`);
  }
  if (version.status !== 200) throw nodeUnusable(id, `GET /version answers ${version.status}`);
  const release = releaseOf(version.body);
  if (release !== fleetVersion) {
    throw nodeUnusable(id, `it runs Meilisearch ${release}, and the fleet ${fleetVersion}`);
  }
  const indexes = await ask(context, candidate, '/indexes?limit=1');
  if (indexes.status !== 200) throw nodeUnusable(id, `GET /indexes answers ${indexes.status}`);
  const total = readMember(indexes.body, 'total');
  if (typeof total !== 'number') throw nodeUnusable(id, 'it does not answer as a Meilisearch does');
  if (total > 0) throw nodeNotEmpty(id, total);
}

async function ask(
  context: EngineContext,
  candidate: NewNode,
  path: string,
): Promise<Extract<NodeReply, { kind: 'reply' }>> {
  const { nodes } = context.ports;
  // Whatever else the fleet went through meanwhile, it does not know this node.
  nodes.know([...context.cluster.topology.nodes, candidate]);
  const deadlineMs = context.config.scatter.nodeTimeoutMs;
  const reply = await nodes.call(candidate.id, { method: 'GET', path }, { deadlineMs });
  if (reply.kind === 'reply') return reply;
  throw nodeUnusable(candidate.id, `it cannot be reached there (${reply.failure})`);
}

/** `1.21` of the answer to `GET /version` of a node that runs 1.21.3. */
function releaseOf(body: string): string {
  const version = readMember(body, 'pkgVersion');
  const release = typeof version === 'string' ? /^\d+\.\d+/.exec(version)?.[0] : undefined;
  return release ?? 'of an unknown version';
}
