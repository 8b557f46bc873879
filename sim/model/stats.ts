import { formatTime } from '../../engine/base/time.ts';
import { compareCodePoints } from '../../engine/base/order.ts';
import type { NodeState } from './node-state.ts';
import { checkUid, wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';

/** Sizes come in pages of this many bytes. */
const pageBytes = 4096;

/** `GET /stats` */
export function answerStats(state: NodeState, call: NodeCall): ModelReply {
  if (call.method !== 'GET') return wrongMethod;
  const updates = Array.from(state.indexes.values(), ({ updatedAtMs }) => updatedAtMs);
  const lastUpdate = updates.length === 0 ? 'null' : `"${formatTime(Math.max(...updates))}"`;
  const indexes = state.uids.map((uid) => `${JSON.stringify(uid)}:${printStats(state, uid)}`);
  const bytes = pageBytes * (1 + indexes.length);
  const body = `{"databaseSize":${bytes},"usedDatabaseSize":${bytes},"lastUpdate":${lastUpdate},"indexes":{${indexes.join(',')}}}`;
  return { status: 200, body };
}

/** `GET /indexes/{uid}/stats` */
export function answerIndexStats(state: NodeState, uid: string, call: NodeCall): ModelReply {
  if (call.method !== 'GET') return wrongMethod;
  return { status: 200, body: printStats(state, checkUid(uid)) };
}

function printStats(state: NodeState, uid: string): string {
  const index = state.index(uid);
  const fields = new Map<string, number>();
  let bytes = 0;
  for (const { members, text } of index) {
    bytes += text.length;
    for (const name of members.keys()) fields.set(name, (fields.get(name) ?? 0) + 1);
  }
  const isIndexing = state.tasks.isProcessing(uid);
  const distribution = [...fields]
    .toSorted(([left], [right]) => compareCodePoints(left, right))
    .map(([name, count]) => `${JSON.stringify(name)}:${count}`);
  return [
    `{"numberOfDocuments":${index.size}`,
    `"rawDocumentDbSize":${Math.ceil(bytes / pageBytes) * pageBytes}`,
    `"avgDocumentSize":${index.size === 0 ? 0 : Math.floor(bytes / index.size)}`,
    `"isIndexing":${isIndexing}`,
    '"numberOfEmbeddings":0,"numberOfEmbeddedDocuments":0',
    `"fieldDistribution":{${distribution.join(',')}}}`,
  ].join(',');
}
