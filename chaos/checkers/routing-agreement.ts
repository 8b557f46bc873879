import type { Exchange } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { History } from './history/history.ts';
import { textOf } from './history/json-value.ts';
import { decodeShard, type NodeRequest } from './history/node-request.ts';

/**
 * Nodes get and store only what belongs on them, by a placement worked out independently: documents,
 * deletions and reads of shards that they hold, under the right marker.
 */
export const routingAgreement: Checker = {
  name: 'routing_agreement',
  check(record, history) {
    const findings = new Findings(this.name);
    for (const request of history.requests) {
      checkShards(findings, history, request);
      checkMarkers(findings, history, request);
    }
    for (const { node, index, id } of history.stored.all) {
      findings.looked();
      const shard = history.placement.shardOf(id);
      if (history.placement.held(node).has(shard)) continue;
      const message = `node ${node} stores ${index}/${id} of shard ${shard}, which it does not hold`;
      report(findings, `${index} stored`, message, record.audit?.at ?? 0);
    }
    return findings;
  },
};

/** A node is asked only about what it holds. */
function checkShards(findings: Findings, { placement }: History, request: NodeRequest): void {
  const { action, exchange, index } = request;
  const held = placement.held(exchange.node);
  const look = (shard: number, what: string): void => {
    findings.looked();
    if (held.has(shard)) return;
    const message = `${describe(exchange)} ${what} of shard ${shard}, which the node does not hold`;
    report(findings, `${index} ${what}`, message, exchange.sentAt);
  };
  if (action.kind === 'write-documents') {
    for (const { id } of action.documents) look(placement.shardOf(textOf(id)), 'writes a document');
  } else if (action.kind === 'delete-ids') {
    for (const id of action.ids) look(placement.shardOf(id), 'deletes a document');
  } else if (action.kind === 'get-document') {
    look(placement.shardOf(action.id), 'reads a document');
  } else if (action.kind === 'search' || action.kind === 'fetch') {
    for (const shard of action.shards ?? []) look(shard, 'asks for documents');
  }
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
