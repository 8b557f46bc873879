import { filterText } from '../../../sim/trace/filter-text.ts';
import type { Predicate } from '../../../sim/trace/operation.ts';
import type { Exchange } from '../../../sim/trace/record.ts';
import type { Placement } from '../placement.ts';
import { textOf } from './json-value.ts';
import type { NodeRequest } from './node-request.ts';
import type { Write } from './write.ts';

/** How far a write to documents got, as the network saw it. */
export interface WriteDeliveries {
  /** The shards that the write is about. */
  readonly shards: ReadonlySet<number>;
  /** Whether any node was asked at all. */
  readonly isSent: boolean;
  /**
   * `shard node` of each node whose acknowledgement the proxy got, whether it is a replica or not; what
   * deletes widely is about every shard.
   */
  readonly acknowledged: ReadonlySet<string>;
  /** The same, with those of which the proxy got something that may pass for one. */
  readonly perhaps: ReadonlySet<string>;
}

/** Follows a write to the nodes; null if it is not one to documents. */
export function followWrite(
  write: Write,
  requests: readonly NodeRequest[],
  placement: Placement,
): WriteDeliveries | null {
  const shards = shardsOf(write, placement);
  if (shards === null) return null;
  const { operation } = write;
  const acknowledged = new Set<string>();
  const perhaps = new Set<string>();
  const missed = new Set<string>();
  let isSent = false;
  for (let at = firstSince(requests, operation.invokedAt); at < requests.length; at += 1) {
    const request = requests[at];
    if (request === undefined || request.exchange.sentAt > operation.endedAt) break;
    const { exchange } = request;
    if (exchange.proxy !== operation.proxy) continue;
    if (request.index !== write.intent.index) continue;
    const carried = carriedShards(write, request, placement);
    if (carried.length === 0) continue;
    isSent = true;
    const isTaken = isAcknowledgement(exchange, operation.endedAt);
    for (const shard of carried) {
      const replica = `${shard} ${exchange.node}`;
      if (isTaken) perhaps.add(replica);
      if (isTaken && exchange.fate === 'answered') acknowledged.add(replica);
      // Another one with the same content may have been that of a repair.
      else missed.add(replica);
    }
  }
  return { shards, isSent, acknowledged: acknowledged.difference(missed), perhaps };
}

/** The place of the first request that was sent at `time` or later. */
function firstSince(requests: readonly NodeRequest[], time: number): number {
  let low = 0;
  let high = requests.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((requests[middle]?.exchange.sentAt ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isAcknowledgement({ fate, status, endedAt }: Exchange, until: number): boolean {
  const isAnswer = fate === 'answered' || fate === 'garbled';
  return isAnswer && status === 202 && endedAt !== null && endedAt <= until;
}

function shardsOf({ intent }: Write, placement: Placement): ReadonlySet<number> | null {
  if (intent.kind === 'write-documents') {
    return new Set(intent.documents.map(({ id }) => placement.shardOf(id)));
  }
  if (intent.kind === 'delete-documents') {
    return new Set(intent.ids.map((id) => placement.shardOf(id)));
  }
  if (intent.kind !== 'delete-by-filter' && intent.kind !== 'clear-documents') return null;
  return new Set(allShards(placement));
}

function allShards({ shards }: Placement): readonly number[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}

/** The shards of a write that a request to a node carries; none if it belongs to another write. */
function carriedShards(
  { intent }: Write,
  { action, exchange }: NodeRequest,
  placement: Placement,
): readonly number[] {
  if (intent.kind === 'write-documents' && action.kind === 'write-documents') {
    const isOwn = action.documents.every(({ id, v }) =>
      intent.documents.some((document) => document.id === id && document.v === v),
    );
    return isOwn ? action.documents.map(({ id }) => placement.shardOf(textOf(id))) : [];
  }
  if (intent.kind === 'delete-documents' && action.kind === 'delete-ids') {
    const isOwn = action.ids.every((id) => intent.ids.includes(id));
    return isOwn ? action.ids.map((id) => placement.shardOf(id)) : [];
  }
  const isOwn =
    (intent.kind === 'delete-by-filter' && hasFilter(exchange, intent.filter)) ||
    (intent.kind === 'clear-documents' && isClearing(exchange));
  if (!isOwn || action.kind !== 'delete-wide') return [];
  return action.shards ?? allShards(placement);
}

/** A clearing, whole or of some shards, names no filter of a client's. */
function isClearing({ method, body }: Exchange): boolean {
  return method === 'DELETE' || /^\{"filter":\["_miroir_shard IN [^\n]*\]"\]\}$/.test(body);
}

function hasFilter({ method, body }: Exchange, filter: Predicate): boolean {
  return method === 'POST' && body.includes(JSON.stringify(filterText(filter)));
}
