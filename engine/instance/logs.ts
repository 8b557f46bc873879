import type { EngineContext } from '../context.ts';
import { invalidRequest, notSupported } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { requireFeature } from './features.ts';
import { parseLogLevel, parseLogStream } from './parse-logs.ts';

/** `POST /logs/stream`: the log of this proxy from now on, for one reader at a time. */
export async function streamLogs(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const { level, mode } = parseLogStream(request);
  requireLogs(context);
  if (mode === 'profile') {
    throw notSupported('Miroir has no profile of what it does: use the mode `human` or `json`.');
  }
  const stream = context.ports.logs.follow(level, mode);
  if (stream === null) {
    const message = 'The `/logs/stream` route is currently in use by someone else.';
    throw invalidRequest('bad_request', message);
  }
  return { status: 200, body: '', stream };
}

/** `DELETE /logs/stream` */
export async function endLogStream(context: EngineContext): Promise<Answer> {
  requireLogs(context);
  context.ports.logs.unfollow();
  return { status: 204, body: '' };
}

/** `POST /logs/stderr`: how urgent must be what this proxy logs, until it is started again. */
export async function setLogLevel(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const level = parseLogLevel(request);
  requireLogs(context);
  context.ports.logs.setLevel(level);
  return { status: 204, body: '' };
}

function requireLogs(context: EngineContext): void {
  requireFeature(context, 'logsRoute', 'Modifying logs through the `/logs/*` routes');
}
