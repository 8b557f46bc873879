import { decodeString, findMember, skipSpace, skipValue } from '../base/json/scan.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { withoutMarkers } from '../documents/stored-document.ts';
import { callNode, type NodeAnswer } from '../gather/call.ts';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import { shardUnavailable } from '../protocol/api-error.ts';
import { markers } from '../protocol/markers.ts';

/**
 * The documents of an addition as its client sent them, one after another without anything between, from
 * the nodes that have enqueued them; undefined once all replicas of some shard have carried it out. Throws
 * `miroir_shard_unavailable` if no replica of a shard answers.
 */
export async function readPayload(
  context: EngineContext,
  { nodeTasks }: ClientTask,
): Promise<string | undefined> {
  const asked = nodeTasks.filter(({ shards, incoming }) => shards.length > 0 && !incoming);
  const answers = await Promise.all(
    asked.map(async (nodeTask) => ({ nodeTask, answer: await ask(context, nodeTask) })),
  );
  const shards = [...new Set(asked.flatMap((nodeTask) => nodeTask.shards))];
  const lacking = shards.filter((shard) => !answers.some((one) => isFrom(one, shard, 'answer')));
  const silent = lacking.filter((shard) => !answers.some((one) => isFrom(one, shard, 'refusal')));
  if (silent.length > 0) throw shardUnavailable(silent);
  if (lacking.length > 0) return undefined;
  // Replicas say the same: by its version, each document is taken once.
  const byVersion = new Map<string, string>();
  for (const { answer } of answers) {
    if (answer.kind !== 'answer') continue;
    for (const document of documentsOf(answer.body)) byVersion.set(versionOf(document), document);
  }
  // Versions compare as text, in the order of the payload.
  const ordered = [...byVersion].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return ordered.map(([, document]) => withoutMarkers(document)).join('');
}

function ask(context: EngineContext, { node, taskUid }: NodeTask): Promise<NodeAnswer> {
  const request = { method: 'GET', path: `/tasks/${taskUid}/documents` } as const;
  return callNode(context, node, request, 'task-documents');
}

interface Told {
  readonly nodeTask: NodeTask;
  readonly answer: NodeAnswer;
}

function isFrom({ nodeTask, answer }: Told, shard: ShardId, kind: NodeAnswer['kind']): boolean {
  return answer.kind === kind && nodeTask.shards.includes(shard);
}

/** The texts of the objects that a node has written one after another. */
function documentsOf(body: string): readonly string[] {
  const documents: string[] = [];
  let start = skipSpace(body, 0);
  while (start < body.length) {
    const end = skipValue(body, start);
    documents.push(body.slice(start, end));
    start = skipSpace(body, end);
  }
  return documents;
}

function versionOf(document: string): string {
  const span = findMember(document, 0, markers.version);
  return span === undefined ? '' : decodeString(document, span.start, span.end);
}
