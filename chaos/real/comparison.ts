import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';
import { shardFor, wantedReplicas } from '../checkers/rendezvous.ts';
import { unendedTasks } from './films.ts';
import { documentsSchema, shardsSchema, topologySchema, totalSchema } from './fleet-answers.ts';
import type { MovingFleet } from './moving-fleet.ts';
import { canonicalText, type DocumentState } from './promises.ts';

/** What the nodes ought to hold when everything has come to rest. */
export interface Expectation {
  readonly index: string;
  readonly shards: number;
  readonly replicationFactor: number;
  /** For every id that was ever written, the states that its document may be in. */
  readonly promised: ReadonlyMap<number, readonly DocumentState[]>;
}

/** What was found. */
export interface ComparisonResult {
  readonly violations: readonly string[];
  /** Copies of documents that were compared. */
  readonly compared: number;
}

type StoredDocument = Readonly<Record<string, unknown>>;

const settleLimitMs = 60_000;
const pollIntervalMs = 100;
const pageSize = 1000;
const markers = ['_miroir_shard', '_miroir_version', '_miroir_seq', '_miroir_updated_at'];
const indexesSchema = z.object({ results: z.array(z.object({ uid: z.string() })) });

/** Waits until nothing moves, no replica is behind and every task has ended, also on the nodes. */
export async function untilAtRest(fleet: MovingFleet): Promise<void> {
  const deadlineMs = performance.now() + settleLimitMs;
  for (;;) {
    const left = await unrest(fleet);
    if (left === undefined) return;
    if (performance.now() > deadlineMs) throw new Error(`no rest within a minute: ${left}`);
    await sleep(pollIntervalMs);
  }
}

/** What keeps the fleet from being at rest; undefined: it is. */
async function unrest(fleet: MovingFleet): Promise<string | undefined> {
  const status = await fleet.rebalance();
  if (status.in_progress) return JSON.stringify(status);
  const { body } = await fleet.ask('GET /_miroir/topology');
  const behind = topologySchema.parse(body).nodes.filter((node) => node.behind.length > 0);
  if (behind.length > 0) return JSON.stringify(behind);
  const tasks = await unendedTasks(fleet);
  if (tasks > 0) return `${tasks} tasks`;
  for (const node of fleet.nodes) {
    const path = 'GET /tasks?statuses=enqueued,processing&limit=1';
    const { total } = totalSchema.parse((await fleet.askNode(node, path)).body);
    if (total > 0) return `${total} tasks of ${node.id}`;
  }
  return undefined;
}

/** Compares everything that every node stores with what it ought to. */
export async function compareNodes(
  fleet: MovingFleet,
  expectation: Expectation,
): Promise<ComparisonResult> {
  const { index, promised } = expectation;
  const violations: string[] = [];
  const holders = await placesOf(fleet, expectation, violations);
  const stored = new Map<string, ReadonlyMap<number, StoredDocument>>();
  for (const node of fleet.nodes) {
    violations.push(...(await strangeIndexes(fleet, node, index)));
    stored.set(node.id, await documentsOf(fleet, node, index));
  }
  const ids = new Set([
    ...promised.keys(),
    ...[...stored.values()].flatMap((all) => [...all.keys()]),
  ]);
  let compared = 0;
  for (const id of ids) {
    const shard = shardFor(String(id), expectation.shards);
    const copies = new Map([...stored].map(([node, all]) => [node, all.get(id)] as const));
    compared += [...copies.values()].filter((copy) => copy !== undefined).length;
    const what = { id, shard, holders: holders[shard] ?? [], states: promised.get(id) ?? [null] };
    violations.push(...compareCopies(what, copies));
  }
  return { violations, compared };
}

/** The nodes of each shard, as the proxy tells; they must be those that hashing wants. */
async function placesOf(
  fleet: MovingFleet,
  { index, shards, replicationFactor }: Expectation,
  violations: string[],
): Promise<readonly (readonly string[])[]> {
  const places = shardsSchema.parse((await fleet.ask('GET /_miroir/shards')).body).indexes[index];
  const { nodes } = topologySchema.parse((await fleet.ask('GET /_miroir/topology')).body);
  const members = nodes
    .filter(({ status }) => status === 'active')
    .map(({ id }) => ({ id, replicaGroup: 0 }));
  return Array.from({ length: shards }, (_, shard) => {
    const place = places?.[String(shard)];
    const wanted = wantedReplicas({ nodes: members, replicaGroups: 1, replicationFactor }, shard);
    if (
      JSON.stringify(place) !== JSON.stringify({ replicas: wanted, incoming: [], outgoing: [] })
    ) {
      violations.push(`shard ${shard} is at ${JSON.stringify(place)}, wanted ${wanted.join()}`);
    }
    return place?.replicas.flat() ?? [];
  });
}

interface PromisedDocument {
  readonly id: number;
  readonly shard: number;
  /** The nodes that ought to have it. */
  readonly holders: readonly string[];
  readonly states: readonly DocumentState[];
}

/** Compares what each node has of one document. */
export function compareCopies(
  { id, shard, holders, states }: PromisedDocument,
  copies: ReadonlyMap<string, StoredDocument | undefined>,
): readonly string[] {
  const violations: string[] = [];
  const allowed = new Set(states.map(canonicalText));
  const texts = new Set<string>();
  for (const [node, copy] of copies) {
    const name = `document ${id} (shard ${shard}) on ${node}`;
    if (!holders.includes(node)) {
      if (copy !== undefined) violations.push(`${name}, which does not hold the shard`);
      continue;
    }
    // A node writes members in the order in which it first saw their names: that is no difference.
    texts.add(canonicalText(copy ?? null));
    const own = canonicalText(copy === undefined ? null : withoutMarkers(copy));
    if (!allowed.has(own)) {
      violations.push(`${name} is ${own}; promised: ${[...allowed].join(' or ')}`);
    }
    const lacking = copy === undefined ? [] : markers.filter((marker) => !(marker in copy));
    if (lacking.length > 0) violations.push(`${name} lacks ${lacking.join()}`);
  }
  if (texts.size > 1) {
    violations.push(`document ${id} (shard ${shard}) differs: ${[...texts].join(' and ')}`);
  }
  return violations;
}

function withoutMarkers(document: StoredDocument): DocumentState {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !markers.includes(name)));
}

async function strangeIndexes(
  fleet: MovingFleet,
  node: ServerProcess,
  index: string,
): Promise<readonly string[]> {
  const { body } = await fleet.askNode(node, 'GET /indexes?limit=100');
  const strange = indexesSchema.parse(body).results.filter(({ uid }) => uid !== index);
  return strange.map(({ uid }) => `${node.id} has an index ${uid}`);
}

/** Everything that a node stores of an index, by id. */
async function documentsOf(
  fleet: MovingFleet,
  node: ServerProcess,
  index: string,
): Promise<ReadonlyMap<number, StoredDocument>> {
  const all = new Map<number, StoredDocument>();
  for (let offset = 0; ; offset += pageSize) {
    const path = `/indexes/${index}/documents?limit=${pageSize}&offset=${offset}`;
    const answer = await fleet.askNode(node, `GET ${path}`);
    // A node without shards need not have the index.
    if (answer.status === 404) return all;
    const { results, total } = documentsSchema.parse(answer.body);
    for (const document of results) all.set(Number(document['id']), document);
    if (offset + results.length >= total) return all;
  }
}
