import { type DestinationStream, type Logger, pino } from 'pino';
import { unreachable } from '../../engine/base/assert.ts';
import type { Trace, TraceEvent } from '../../engine/ports/trace.ts';
import { currentRequestId } from './request-scope.ts';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * A log of JSON lines on standard output. Lines written while a request is worked on carry its id.
 * Credentials are cut out wherever they turn up under their usual names.
 */
export function openLog(level: LogLevel, podId: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { pod_id: podId },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: requestFields,
      redact: { paths: credentialPaths, censor: '[redacted]' },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

const credentials = ['authorization', '["x-admin-key"]', 'apiKey', 'masterKey'];
const credentialPaths = credentials.flatMap((name) => [
  name,
  name.startsWith('[') ? `*${name}` : `*.${name}`,
  name.startsWith('[') ? `*.headers${name}` : `*.headers.${name}`,
]);

function requestFields(): object {
  const requestId = currentRequestId();
  return requestId === undefined ? {} : { request_id: requestId };
}

/** Writes every event of the engine to `log`; what happens for each request only at `debug`. */
export function logTrace(log: Logger): Trace {
  return {
    note(event) {
      const level = levelOf(event);
      if (!log.isLevelEnabled(level)) return;
      log[level](fieldsOf(event), event.kind);
    },
  };
}

/** The event without its kind, which is the line's message, and with names that the line has free. */
function fieldsOf(event: TraceEvent): object {
  if (event.kind === 'store-failure') {
    return { operation: event.operation, error: event.message };
  }
  if (event.kind === 'warning') return { warning: event.message };
  if (event.kind === 'bug') return { where: event.where, error: event.message };
  const { kind: _, ...fields } = event;
  return fields;
}

function levelOf(event: TraceEvent): 'error' | 'warn' | 'info' | 'debug' {
  switch (event.kind) {
    case 'bug':
      return 'error';
    case 'degraded':
    case 'replica-behind':
    case 'store-failure':
    case 'divergence':
      return 'warn';
    case 'repair':
      return event.stage === 'failed' ? 'warn' : 'info';
    case 'repair-elected':
    case 'move':
    case 'cleaned':
    case 'fleet':
    case 'verification-failed':
      return 'info';
    case 'move-failed':
    case 'job-failed':
    case 'amnesia':
    case 'warning':
      return 'warn';
    case 'session':
      return event.change === 'opened' ? 'info' : 'warn';
    case 'node-state':
      return event.to === 'active' ? 'info' : 'warn';
    case 'request':
      return event.status >= 500 ? 'warn' : 'debug';
    case 'task':
      return event.status === 'failed' ? 'info' : 'debug';
    case 'node-call':
    case 'scatter':
    case 'verified':
      return 'debug';
    default:
      return unreachable(event);
  }
}
