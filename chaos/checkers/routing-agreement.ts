import type { Audit, Exchange } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { History } from './history/history.ts';
import { readLatenessMicros, writeLatenessMicros } from './history/lateness.ts';
import { textOf } from './history/json-value.ts';
import { decodeShard, type NodeRequest } from './history/node-request.ts';
import { nodesGivenUp } from './history/stuck-shards.ts';
import type { PlacementVersion } from './placement-version.ts';

/**
 * Nodes get and store only what belongs on them: reads of shards of which they were replicas since the
 * read may have begun, documents and deletions of shards that they hold or are being given, under the
 * right marker, and in the end nothing else.
 */
export const routingAgreement: Checker = {
  name: 'routing_agreement',
  check({ audit }, history) {
    const findings = new Findings(this.name);
    for (const request of history.requests) {
      checkShards(findings, history, request);
      checkMarkers(findings, history, request);
    }
    if (audit !== null) checkStored(findings, history, audit);
    return findings;
  },
};

function checkStored(findings: Findings, { placement, stored }: History, audit: Audit): void {
  // What a node that is given up or removed has left, nobody can delete.
  const members = new Set(audit.fleet.nodes.map(({ id }) => id));
  const judged = members.difference(nodesGivenUp(audit));
  for (const { node, index, id } of stored.all) {
    findings.looked();
    const shard = placement.shardOf(id);
    const versions = audit.settled ? [placement.lastVersion(index)] : placement.versions(index);
    const hasPlace = versions.some((version) => hasPart(version, node, shard));
    if (hasPlace || !judged.has(node)) continue;
    const message = `node ${node} stores ${index}/${id} of shard ${shard}, which it does not hold`;
    report(findings, `${index} stored`, message, audit.at);
  }
}

function hasPart(version: PlacementVersion, node: string, shard: number): boolean {
  return version.isWritten(node, shard) || version.isOutgoing(node, shard);
}

/** A node is asked only about what it holds, and sent only what it is to hold. */
function checkShards(findings: Findings, history: History, request: NodeRequest): void {
  const { action, exchange, index } = request;
  const { placement } = history;
  const { node, sentAt } = exchange;
  const look = (shards: readonly number[], may: ShardTest, what: string): void => {
    const since = may === isWritten ? sentAt - writeLatenessMicros : readSince(history, exchange);
    const versions = placement.versionsBetween(index, since, sentAt);
    for (const shard of shards) {
      findings.looked();
      if (versions.some((version) => may(version, node, shard))) continue;
      const message = `${describe(exchange)} ${what} of shard ${shard}, which the node does not hold`;
      report(findings, `${index} ${what}`, message, sentAt);
    }
  };
  if (action.kind === 'write-documents') {
    const shards = action.documents.map(({ id }) => placement.shardOf(textOf(id)));
    look(shards, isWritten, 'writes a document');
  } else if (action.kind === 'delete-ids') {
    look(
      action.ids.map((id) => placement.shardOf(id)),
      isWritten,
      'deletes a document',
    );
  } else if (action.kind === 'get-document') {
    look([placement.shardOf(action.id)], isRead, 'reads a document');
  } else if (action.kind === 'search') {
    look(action.shards ?? [], isRead, 'asks for documents');
  } else if (action.kind === 'fetch') {
    const may = mayCompare(history, request) ? hasPart : isRead;
    look(action.shards ?? [], may, 'asks for documents');
  }
}

type ShardTest = (version: PlacementVersion, node: string, shard: number) => boolean;

const isRead: ShardTest = (version, node, shard) => version.isReplica(node, shard);
const isWritten: ShardTest = (version, node, shard) => version.isWritten(node, shard);

/** Who has the claim of an index may look at what it copies, compares and deletes. */
function mayCompare(history: History, { index, exchange }: NodeRequest): boolean {
  const { proxy, sentAt } = exchange;
  const spans = history.claims.between(index, readSince(history, exchange), sentAt);
  return spans.some((span) => span.proxy === proxy);
}

/** Since when what a read was made from may have been true. */
function readSince({ pauses }: History, { proxy, sentAt }: Exchange): number {
  return pauses.awakeSince(proxy, sentAt, readLatenessMicros);
}

/** The `_miroir_shard` of each document that is written. */
function checkMarkers(findings: Findings, { placement }: History, request: NodeRequest): void {
  const { action, exchange, index } = request;
  if (action.kind !== 'write-documents') return;
  for (const document of action.documents) {
    const id = textOf(document['id']);
    const marker = document['_miroir_shard'];
    if (typeof marker === 'string' && decodeShard(marker) === placement.shardOf(id)) continue;
    const message = `${describe(exchange)} marks document ${id} of shard ${placement.shardOf(id)} as ${JSON.stringify(marker)}`;
    report(findings, `${index} marker`, message, exchange.sentAt);
  }
}

function describe({ proxy, node, method, path }: Exchange): string {
  return `${proxy}>${node} ${method} ${path}`;
}

function report(findings: Findings, key: string, message: string, at: number): void {
  findings.add(key, message, { operations: [], at });
}
