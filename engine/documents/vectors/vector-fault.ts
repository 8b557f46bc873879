import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode, type NodeAnswer } from '../../gather/call.ts';
import { awaitTask, enqueuedTask, type NodeError } from '../../gather/node-task.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { randomUuid } from '../../keys/uuid.ts';
import { limits } from '../../limits.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import { ApiError } from '../../protocol/api-error.ts';
import { acceptedSettings } from '../../settings/accepted-settings.ts';
import { type Members, readMembers, writeMembers } from '../../settings/members.ts';
import { settingOf } from '../../settings/setting-names.ts';
import { doubtfulVectors, givenDimensions, type VectorWrite } from './doubtful-vectors.ts';

/** A write of documents to an index. */
export interface IndexVectorWrite extends VectorWrite {
  /** By which nodes know the index. */
  readonly uid: string;
  /** By which its client knows it. */
  readonly name: string;
  readonly primaryKey: string;
  readonly method: 'POST' | 'PUT';
}

/**
 * Why the task of a single Meilisearch would fail for the vectors of the documents; undefined if it would
 * not, or if no node can tell. Such a task fails as a whole, so Miroir must know before the documents
 * part. What does not surely succeed is tried by a node on an index of its own, which goes again.
 */
export async function vectorFault(
  context: EngineContext,
  write: IndexVectorWrite,
): Promise<ApiError | undefined> {
  // Most indexes have no such embedder: nothing is looked up for them.
  const known = context.catalogue.get(write.uid)?.settings ?? '';
  if (!known.includes('"userProvided"')) return undefined;
  const settings = await acceptedSettings(context, write.uid);
  const dimensions = givenDimensions(settings);
  const places = dimensions.size === 0 ? [] : doubtfulVectors(write, dimensions);
  if (places.length === 0) return undefined;
  const documents = places.map((place) => write.documents[place] ?? '');
  const payload = `[${documents.join(',')}]`;
  for (const node of context.cluster.memberNodes()) {
    if (!context.cluster.isUp(node)) continue;
    const trial = await tryOn(context, node, write, { settings, payload });
    if (trial !== undefined) return trial.fault;
  }
  return undefined;
}

interface Trial {
  readonly settings: Members;
  readonly payload: string;
}

/** Undefined: the node did not get to the end of it. */
async function tryOn(
  context: EngineContext,
  node: NodeId,
  write: IndexVectorWrite,
  { settings, payload }: Trial,
): Promise<{ readonly fault: ApiError | undefined } | undefined> {
  const uid = `miroir-${randomUuid(context.ports.random)}`;
  const path = indexPath(uid);
  const key = encodeURIComponent(write.primaryKey);
  const ask = (request: NodeRequest): Promise<NodeAnswer> =>
    callNode(context, node, request, 'try-vectors');
  const embedders = embeddersToTry(settingOf(settings, 'embedders'));
  const body = `{"embedders":${embedders}}`;
  try {
    const begun = await ask({ method: 'PATCH', path: `${path}/settings`, body });
    if (enqueuedTask(begun) === undefined) return undefined;
    const documents = `${path}/documents?primaryKey=${key}`;
    const sent = enqueuedTask(await ask({ method: write.method, path: documents, body: payload }));
    if (sent === undefined) return undefined;
    const end = await awaitTask(context, node, sent.uid, { patienceMs: limits.editTrialMsMax });
    return end.kind === 'ended' ? { fault: faultOf(end.error, uid, write.name) } : undefined;
  } finally {
    await ask({ method: 'DELETE', path });
  }
}

/** The embedders whose vectors documents bring: others would go and ask for some. */
function embeddersToTry(embedders: string): string {
  const given = [...readMembers(embedders)].filter(([, text]) => {
    return readMembers(text).get('source') === '"userProvided"';
  });
  return writeMembers(given);
}

function faultOf(error: NodeError | null, uid: string, name: string): ApiError | undefined {
  if (error === null) return undefined;
  const message = error.message.replaceAll(uid, name);
  const isOurs = error.type === 'invalid_request';
  return new ApiError(
    isOurs ? 400 : 500,
    error.code,
    isOurs ? 'invalid_request' : 'internal',
    message,
  );
}
