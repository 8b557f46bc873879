import type { Operation } from '../../sim/trace/operation.ts';
import type { MoveEvent } from '../../sim/trace/record.ts';
import { isWriteIntent } from '../checkers/history/write.ts';
import type { Demand } from './scenario.ts';

/** Shards were moved to these nodes, from the first step to the last. */
export function movedTo(...targets: readonly string[]): Demand {
  return ({ record }) => {
    const ended = new Set(
      record.moves.filter(({ phase }) => phase === 'ended').map(({ target }) => target),
    );
    const missing = targets.filter((target) => !ended.has(target));
    return missing.length === 0 ? null : `no move to ${missing.join(', ')} came to its end`;
  };
}

/** Some move came to this step. */
export function reached(phase: MoveEvent['phase']): Demand {
  return ({ record }) =>
    record.moves.some((step) => step.phase === phase) ? null : `no move came to ${phase}`;
}

/** Nothing moved at all. */
export const nothingMoved: Demand = ({ record }) =>
  record.moves.length === 0 ? null : `a move began: ${record.moves[0]?.target ?? ''}`;

/** A fault of this kind struck one of these, or anybody. */
export function struck(kind: string, targets?: readonly string[]): Demand {
  return ({ record }) => {
    const isStruck = record.faults.some(
      (fault) => fault.kind === kind && (targets === undefined || targets.includes(fault.target)),
    );
    return isStruck ? null : `no ${kind} struck ${targets?.join(' or ') ?? 'anybody'}`;
  };
}

/** Every document was acknowledged: a failure on a node that is only being given a shard fails no write. */
export const everyWriteAcknowledged: Demand = ({ record }) => {
  const writes = record.operations.filter(({ intent }) => isWriteIntent(intent));
  const acknowledged = new Set(writes.filter(isAcknowledged).map(({ attemptOf }) => attemptOf));
  const refused = writes.find(({ attemptOf }) => !acknowledged.has(attemptOf));
  return refused === undefined ? null : `${refused.id} was not acknowledged`;
};

/** An answer to an operator was this status, and its error this code. */
export function answered(status: number, code: string): Demand {
  return ({ record }) => {
    const isSo = record.operations.some(
      ({ intent, outcome }) =>
        intent.kind === 'administer' &&
        outcome.kind === 'answer' &&
        outcome.status === status &&
        outcome.body.includes(`"${code}"`),
    );
    return isSo ? null : `the operator was never answered ${status} ${code}`;
  };
}

/** Some write was acknowledged between a step of a move and the next one. */
export function wroteDuring(phase: MoveEvent['phase']): Demand {
  return ({ record: { moves, operations } }) => {
    const spans = moves.flatMap((step, at) =>
      step.phase === phase ? [[step.at, moves[at + 1]?.at ?? Infinity] as const] : [],
    );
    const isWritten = operations.some(
      (operation) =>
        isWriteIntent(operation.intent) &&
        isAcknowledged(operation) &&
        spans.some(([from, until]) => operation.endedAt > from && operation.invokedAt < until),
    );
    return isWritten ? null : `nothing was written during ${phase}`;
  };
}

/** An engine noted an event of this kind that is like this. */
export function noted(kind: string, detail = ''): Demand {
  return (run) => {
    const isNoted = run.noted.some(
      ({ event }) => event.kind === kind && JSON.stringify(event).includes(detail),
    );
    return isNoted ? null : `no engine noted ${kind} ${detail}`.trimEnd();
  };
}

/** Another proxy went on with a move than the one that had begun it. */
export const resumedByAnother: Demand = ({ record: { moves } }) => {
  const sessions = new Set(moves.map(({ session }) => session));
  return sessions.size > 1 ? null : 'one session made every step of every move';
};

/** Whether a client was told that its write is kept. */
export function isAcknowledged({ outcome }: Operation): boolean {
  return outcome.kind === 'answer' && outcome.status === 202;
}
