import type { Micros, Operation } from '../../sim/trace/operation.ts';
import type { MoveEvent, PlacementEvent } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { Claims } from './history/claims.ts';
import type { NodeRequest } from './history/node-request.ts';

/**
 * One session at a time has the claim of an index; no step of a move is accepted from any other, and no
 * other proxy copies documents from node to node or cleans one.
 */
export const leaseExclusive: Checker = {
  name: 'lease_exclusive',
  check({ moves, placements, operations }, { claims, requests }) {
    const findings = new Findings(this.name);
    checkClaims(findings, claims);
    for (const step of moves) checkStep(findings, claims, step, placements);
    const senders = new ClientSenders(operations);
    for (const request of requests) checkRequest(findings, claims, senders, request);
    return findings;
  },
};

function checkClaims(findings: Findings, { spans }: Claims): void {
  for (const own of Map.groupBy(spans, ({ index }) => index).values()) {
    for (const [place, span] of own.entries()) {
      findings.looked();
      const { index, session, from } = span;
      const other = own.slice(0, place).find(({ until }) => until > from);
      if (other === undefined) continue;
      const message = `session ${session} got the claim of ${index} while session ${other.session} had it`;
      findings.add(`${index} claim`, message, { operations: [], at: from });
    }
  }
}

function checkStep(
  findings: Findings,
  claims: Claims,
  { index, target, session, phase, at }: MoveEvent,
  placements: readonly PlacementEvent[],
): void {
  findings.looked();
  const holders = claims.between(index, at, at);
  if (holders.some((span) => span.session === session)) return;
  const isForgotten = placements.some(
    (event) => event.index === index && event.at === at && event.placement === null,
  );
  // Who deletes an index ends its moves, whoever has the claim.
  if (phase === 'ended' && isForgotten) return;
  const holder = holders.map((span) => `session ${span.session}`).join(' and ') || 'nobody';
  const message = `step ${phase} of the move of ${index} to ${target} was accepted from session ${session}, while ${holder} had the claim`;
  findings.add(`${index} step`, message, { operations: [], at });
}

/** A proxy without the claim may only pass on what clients write. */
function checkRequest(
  findings: Findings,
  claims: Claims,
  senders: ClientSenders,
  request: NodeRequest,
): void {
  if (!isOfMover(senders, request)) return;
  findings.looked();
  const { index, exchange } = request;
  const { proxy, node, method, path, sentAt } = exchange;
  if (claims.between(index, sentAt, sentAt).some((span) => span.proxy === proxy)) return;
  const message = `${proxy}>${node} ${method} ${path} copies or cleans without the claim of ${index}`;
  findings.add(`${index} request`, message, { operations: [], at: sentAt });
}

/**
 * Whether a request cannot be a client's: it deletes whole shards, or it writes documents of several
 * operations, or of one that its proxy was not busy with.
 */
function isOfMover(senders: ClientSenders, { action, exchange }: NodeRequest): boolean {
  if (action.kind === 'delete-shards') return true;
  if (action.kind !== 'write-documents') return false;
  const [version, ...others] = new Set(action.documents.map(({ v }) => v));
  return others.length > 0 || !senders.mayBeSending(version, exchange.proxy, exchange.sentAt);
}

/** A write whose answer did not come may still be waiting for its turn in the proxy. */
const waitingMicros = 30_000_000;

/** Which proxy was busy with the documents of which write, and when. */
class ClientSenders {
  readonly #byVersion = new Map<unknown, Operation[]>();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const { intent } = operation;
      if (intent.kind !== 'write-documents') continue;
      for (const v of new Set(intent.documents.map((document) => document.v))) {
        this.#byVersion.set(v, [...(this.#byVersion.get(v) ?? []), operation]);
      }
    }
  }

  mayBeSending(version: unknown, proxy: string, at: Micros): boolean {
    const operations = this.#byVersion.get(version) ?? [];
    return operations.some((operation) => {
      const { invokedAt, endedAt, outcome } = operation;
      const until = outcome.kind === 'answer' ? endedAt : endedAt + waitingMicros;
      return operation.proxy === proxy && invokedAt <= at && at <= until;
    });
  }
}
