import type { Run } from '../../sim/run.ts';
import type { NotedEvent } from '../../sim/world/world.ts';
import type { Exchange, FaultEvent } from '../../sim/trace/record.ts';
import type { Intent, Operation } from '../../sim/trace/operation.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

/**
 * What happened in a run, a line each: time in virtual seconds, who, a sign, what. The signs: `>` a
 * client asks, `<` it is answered, `x` a message that got lost, `!` a fault, `*` an engine says
 * something of itself.
 */
export function shortLog({ record, noted }: Run): readonly string[] {
  const lines = [
    ...record.operations.flatMap(operationLines),
    ...record.exchanges.flatMap(exchangeLines),
    ...record.faults.map(faultLine),
    ...noted.flatMap(notedLines),
  ];
  return lines
    .toSorted((left, right) => left.at - right.at)
    .map(({ at, text }) => `${(at / 1_000_000).toFixed(6).padStart(12)}  ${text}`);
}

function line(at: number, who: string, sign: string, what: string): Line {
  return { at, text: `${who.padEnd(6)} ${sign} ${what}` };
}

function operationLines({
  id,
  proxy,
  client,
  intent,
  invokedAt,
  endedAt,
  outcome,
}: Operation): Line[] {
  const answer =
    outcome.kind === 'lost'
      ? `lost (${outcome.reason})`
      : `${outcome.status} ${outcome.headers['x-miroir-degraded'] ?? ''} ${excerpt(outcome.body)}`;
  return [
    line(invokedAt, client, '>', `${id} to ${proxy}: ${describeIntent(intent)}`),
    line(endedAt, client, '<', `${id} ${answer}`),
  ];
}

function describeIntent(intent: Intent): string {
  const { kind, ...rest } = intent;
  return `${kind} ${excerpt(JSON.stringify(rest))}`;
}

function exchangeLines({ proxy, node, method, path, sentAt, fate, body }: Exchange): Line[] {
  if (fate === 'answered') return [];
  return [line(sentAt, proxy, 'x', `${node} ${method} ${path} ${fate} ${excerpt(body)}`)];
}

function faultLine({ at, kind, target }: FaultEvent): Line {
  return line(at, 'world', '!', `${kind} ${target}`);
}

function notedLines({ at, proxy, event }: NotedEvent): Line[] {
  if (event.kind === 'request' || event.kind === 'node-call' || event.kind === 'scatter') return [];
  const { kind, ...rest } = event;
  return [line(at, proxy, '*', `${kind} ${excerpt(JSON.stringify(rest))}`)];
}

function excerpt(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 157)}…`;
}
