import type { CancelToken } from '../../base/cancel.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { limits } from '../../limits.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { committedSettings } from '../../settings/accepted-settings.ts';
import { agree, viewOfNode } from '../../settings/agreement.ts';
import { isMasked } from '../../settings/masked-secret.ts';
import { type Members, readMembers } from '../../settings/members.ts';
import { withinFeatures } from '../../settings/feature-settings.ts';
import { capsOf, nodeSettings } from '../../settings/node-settings.ts';
import { settingsRequest } from '../../settings/restore.ts';
import { inTurn } from '../repair/index-turn.ts';
import { awaitTasks } from '../repair/range-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';

/** How often a node is told anew what its index should be like before it is left for later. */
const attemptsMax = 6;

/**
 * Makes a node one of those that have an index, with its primary key and its settings: from then on it
 * takes part in whatever is done to the index as a whole. Throws {@link RepairFailure}.
 */
export async function prepareHost(
  context: EngineContext,
  claim: RepairClaim,
  node: NodeId,
  cancel: CancelToken,
): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    // No change of the index is on its way in the turn, so that what is known of it is the truth.
    const tasks = await inTurn(context, claim, [node], () => attemptOnce(context, claim, node));
    if (tasks === 'done') return;
    await context.ports.fault.at('host-prepared');
    await awaitTasks(context, node, tasks, { patienceMs: limits.moveTaskMsMax, cancel });
  }
  throw new RepairFailure(`${node} does not take the settings of the index`);
}

/** Adds the node to the hosts if its index is as it should be; otherwise has it changed. */
async function attemptOnce(
  context: EngineContext,
  claim: RepairClaim,
  node: NodeId,
): Promise<'done' | readonly number[]> {
  await context.shared.refresh();
  const index = context.catalogue.get(claim.indexUid);
  if (index?.accepted !== true) throw new RepairFailure('the index is gone');
  const settings = withinFeatures(context.features, committedSettings(context, index.uid));
  const request = await nextRequest(context, index, settings, node);
  if (request === undefined) {
    const { hosts, version } = index.placement;
    const change = {
      expected: version,
      hosts: [...hosts, node],
      shards: [],
      marks: [],
      repaired: [],
    };
    const outcome = await context.ports.store.changePlacement(claim, change);
    if (outcome !== 'changed') throw new RepairFailure(`the placement is ${outcome}`);
    return 'done';
  }
  const { session } = claim;
  const batches = [{ node, shards: [], request }];
  const outcome = await sendBatches(context, { session, operation: 'prepare-host', batches });
  const [missed] = outcome.missed;
  if (missed !== undefined) {
    throw new RepairFailure(`${node} did not take the index: ${missed.reason}`);
  }
  return outcome.accepted.map(({ taskUid }) => taskUid);
}

/** What the node must be told next about its index; undefined if nothing. */
async function nextRequest(
  context: EngineContext,
  index: IndexRecord,
  settings: Members,
  node: NodeId,
): Promise<NodeRequest | undefined> {
  const { uid, acceptedPrimaryKey } = index;
  const path = indexPath(uid);
  const found = await read(context, node, { method: 'GET', path });
  if (found === undefined) return creation(uid, acceptedPrimaryKey);
  const { primaryKey } = parsed<{ primaryKey: string | null }>(node, found, JSON.parse);
  const isOther = primaryKey !== null && primaryKey !== acceptedPrimaryKey;
  if (isOther || (await hasRemains(context, index, node))) return { method: 'DELETE', path };
  if (primaryKey !== acceptedPrimaryKey) {
    return { method: 'PATCH', path, body: JSON.stringify({ primaryKey: acceptedPrimaryKey }) };
  }
  const held = (await read(context, node, { method: 'GET', path: `${path}/settings` })) ?? '{}';
  const view = parsed(node, held, (text) => viewOfNode(text, capsOf(settings)));
  if (view !== undefined && agree(view, settings)) return undefined;
  const secret = maskedEmbedder(settings);
  if (secret !== undefined) {
    throw new RepairFailure(
      `the API key of embedder ${secret} is known to the nodes only: send the settings of the embedder once more`,
    );
  }
  return settingsRequest(uid, nodeSettings(settings, settings.keys()));
}

/** Reads an answer of a node; throws {@link RepairFailure} if it is something else than it should be. */
function parsed<Value>(node: NodeId, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text);
  } catch {
    throw new RepairFailure(`${node} answered with something else than its index`);
  }
}

/**
 * Whether a node without a part in the index has documents of it: they are of an earlier index of that
 * name, which was deleted while the node was given up.
 */
async function hasRemains(
  context: EngineContext,
  index: IndexRecord,
  node: NodeId,
): Promise<boolean> {
  if (context.cluster.shardMap(index).nodes().includes(node)) return false;
  const path = `${indexPath(index.uid)}/documents/fetch`;
  const request = { method: 'POST', path, body: '{"limit":1}' } as const;
  const listed = (await read(context, node, request)) ?? '{"results":[]}';
  const { results } = parsed<{ results: readonly unknown[] }>(node, listed, JSON.parse);
  return results.length > 0;
}

function creation(uid: string, primaryKey: string | null): NodeRequest {
  const body = JSON.stringify(primaryKey === null ? { uid } : { uid, primaryKey });
  return { method: 'POST', path: '/indexes', body };
}

/** What a node answers; undefined if it has no such index. */
async function read(
  context: EngineContext,
  node: NodeId,
  request: NodeRequest,
): Promise<string | undefined> {
  const answer = await callNode(context, node, request, 'prepare-read');
  if (answer.kind === 'answer') return answer.body;
  if (answer.kind === 'unavailable' && answer.reason === 'status 404') return undefined;
  throw new RepairFailure(`${node} was not read`);
}

function maskedEmbedder(settings: Members): string | undefined {
  const embedders = settings.get('embedders') ?? 'null';
  if (embedders === 'null') return undefined;
  const masked = [...readMembers(embedders)].find(([, text]) => isMasked(text));
  return masked?.[0];
}
