import type { TraceEvent } from '../../engine/ports/trace.ts';
import { routeName } from './route-names.ts';

/** A line of the log as a client may read it. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: 'error' | 'warn' | 'info' | 'debug' | 'trace';
  readonly target: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, string | number>>;
  /** The request that the line is about, if it is about one. */
  readonly span: Readonly<Record<string, string | number>> | null;
}

/**
 * What a client may read of an event; undefined if it is only for operators: what is told of nodes is no
 * business of clients.
 */
export function lineOf(event: TraceEvent, timestamp: string): LogLine | undefined {
  if (event.kind === 'request') return requestLine(event, timestamp);
  if (event.kind === 'task') {
    const { uid, status } = event;
    const what = { timestamp, target: 'index_scheduler', span: null, message: 'task ended' };
    return { ...what, level: 'info', fields: { uid, status } };
  }
  if (event.kind !== 'degraded') return undefined;
  const { operation, detail } = event;
  const what = { timestamp, target: 'meilisearch', span: null, message: 'degraded answer' };
  return { ...what, level: 'warn', fields: { operation, detail } };
}

function requestLine(
  { method, route, status, durationMs }: Extract<TraceEvent, { kind: 'request' }>,
  timestamp: string,
): LogLine | undefined {
  if (route.startsWith('/_miroir')) return undefined;
  return {
    timestamp,
    level: 'info',
    target: 'meilisearch',
    message: 'close',
    fields: { 'time.busy': `${durationMs.toFixed(2)}ms` },
    span: { method, route: routeName(route), status_code: status, name: 'HTTP request' },
  };
}

/** A line as Meilisearch writes it in the mode `json`. */
export function jsonText({ timestamp, level, target, message, fields, span }: LogLine): string {
  const shown = { timestamp, level: level.toUpperCase(), fields: { message, ...fields }, target };
  return JSON.stringify(span === null ? shown : { ...shown, span, spans: [] });
}

/** A line as Meilisearch writes it in the mode `human`, without colours. */
export function humanText({ timestamp, level, target, message, fields, span }: LogLine): string {
  const { name, ...details } = span ?? { name: '' };
  const about = span === null ? '' : `${name}{${shownFields(details)}}: `;
  const urgency = level.toUpperCase().padStart(5);
  return `${timestamp} ${urgency} ${about}${target}: ${message} ${shownFields(fields)}`.trimEnd();
}

function shownFields(fields: Readonly<Record<string, string | number>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
