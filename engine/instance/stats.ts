import { findMember } from '../base/json/scan.ts';
import { parseTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import { countDocuments, type DocumentCount } from '../indexes/document-count.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { limits } from '../limits.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { shardUnavailable } from '../protocol/api-error.ts';
import { coverageHeaders } from '../protocol/coverage.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { readMembers, writeMembers } from '../settings/members.ts';
import { type NodeIndexStats, readIndexStats, renderIndexStats } from './index-stats.ts';

/** `GET /indexes/{uid}/stats` */
export async function getIndexStats(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  const [count, nodes, busy] = await Promise.all([
    countDocuments(context, index),
    askNodes(context, `${indexPath(index.uid)}/stats`, readIndexStats),
    busyIndexes(context),
  ]);
  const headers = headersOf(context, [{ index, count }]);
  const body = renderIndexStats(count.total, nodes, busy.has(index.uid));
  return { status: 200, body, headers };
}

/**
 * `GET /stats`: documents count once, the sizes of databases are those of all nodes together. Indexes
 * that are closed to the caller are left out, also of the last update.
 */
export async function getStats(context: EngineContext, { caller }: RoutedRequest): Promise<Answer> {
  const indexes = context.catalogue.allVisible().filter(({ name }) => caller.mayUse(name));
  const { counts, nodes, busy, lastUpdate } = await measureFleet(context, indexes);
  const headers = headersOf(context, counts);
  const sum = (size: (stats: NodeStats) => number): string =>
    String(nodes.reduce((total, stats) => total + size(stats), 0));
  const described = counts.map(({ index: { uid, name }, count }): [string, string] => {
    const ofIndex = nodes.flatMap((stats) => stats.indexes.get(uid) ?? []);
    return [name, renderIndexStats(count.total, ofIndex, busy.has(uid))];
  });
  const indexUpdates = indexes.map(({ updatedAt }) => updatedAt);
  const body = writeMembers([
    ['databaseSize', sum((stats) => stats.databaseSize)],
    ['usedDatabaseSize', sum((stats) => stats.usedDatabaseSize)],
    ['lastUpdate', JSON.stringify(caller.usesEveryIndex ? lastUpdate : latest(indexUpdates))],
    ['indexes', writeMembers(described)],
  ]);
  return { status: 200, body, headers };
}

/** What the stats of all are made of. */
interface FleetMeasurements {
  readonly counts: readonly { readonly index: IndexRecord; readonly count: DocumentCount }[];
  readonly nodes: readonly NodeStats[];
  /** Indexes with writes that have not ended. */
  readonly busy: ReadonlySet<string | null>;
  readonly lastUpdate: string | null;
}

/** Counts the documents of `indexes`, and asks every node that is up for its stats. */
export async function measureFleet(
  context: EngineContext,
  indexes: readonly IndexRecord[],
): Promise<FleetMeasurements> {
  const [counts, nodes, busy] = await Promise.all([
    Promise.all(
      indexes.map(async (index) => ({ index, count: await countDocuments(context, index) })),
    ),
    askNodes(context, '/stats', readNodeStats),
    busyIndexes(context),
  ]);
  const updates = nodes.flatMap(({ lastUpdate }) => lastUpdate ?? []);
  return { counts, nodes, busy, lastUpdate: latest(updates) };
}

/** What one node says of itself. */
interface NodeStats {
  readonly databaseSize: number;
  readonly usedDatabaseSize: number;
  readonly lastUpdate: string | null;
  readonly indexes: ReadonlyMap<string, NodeIndexStats>;
}

function readNodeStats(text: string): NodeStats {
  const stats: Omit<NodeStats, 'indexes'> = JSON.parse(text);
  const span = findMember(text, 0, 'indexes');
  const indexes = span === undefined ? new Map() : readMembers(text.slice(span.start, span.end));
  const read = Array.from(indexes, ([uid, of]): [string, NodeIndexStats] => [
    uid,
    readIndexStats(of),
  ]);
  return { ...stats, indexes: new Map(read) };
}

/** Asks every node; those that do not answer as they should are left out. */
async function askNodes<Value>(
  context: EngineContext,
  path: string,
  read: (text: string) => Value,
): Promise<Value[]> {
  const answers = await Promise.all(
    context.cluster.memberNodes().map(async (node) => {
      if (!context.cluster.isUp(node)) return [];
      const answer = await callNode(context, node, { method: 'GET', path }, 'stats');
      if (answer.kind !== 'answer') return [];
      try {
        return [read(answer.body)];
      } catch {
        return [];
      }
    }),
  );
  return answers.flat();
}

/** Indexes with writes that have not ended. */
async function busyIndexes(context: EngineContext): Promise<ReadonlySet<string | null>> {
  const tasks = await context.ports.store.listUnsettledTasks(limits.settlePassTasksMax);
  return new Set(tasks.filter((task) => task.finishedAt === null).map((task) => task.indexUid));
}

/** Names the shards that are missing; throws `miroir_shard_unavailable` if an index lacks them all. */
function headersOf(
  context: EngineContext,
  counts: readonly { readonly index: IndexRecord; readonly count: DocumentCount }[],
): Record<string, string> {
  for (const { index, count } of counts) {
    if (count.missing.length === index.shards) throw shardUnavailable(count.missing);
  }
  const missing = new Set(counts.flatMap(({ count }) => count.missing));
  const stale = new Set(counts.flatMap(({ count }) => count.stale)).difference(missing);
  return coverageHeaders(context, 'stats', { missing: [...missing], stale: [...stale] });
}

function latest(times: readonly string[]): string | null {
  return times.reduce<string | null>((best, time) => {
    return best === null || (parseTime(time) ?? 0) > (parseTime(best) ?? 0) ? time : best;
  }, null);
}
