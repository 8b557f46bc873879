import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { HttpRequest } from '../../engine/ports/http.ts';

/** Headers about one connection, not about the request (RFC 9110 §7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the request line and the headers say, without what only concerned the connection. */
export function requestHead(request: IncomingMessage): Omit<HttpRequest, 'body'> {
  const target = originForm(request.url ?? '/');
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: endToEndHeaders(request.headers),
  };
}

/** Strips scheme and host, which a client that takes us for a forward proxy puts first. */
function originForm(target: string): string {
  const path = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') ? path : `/${path}`;
}

function endToEndHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  const dropped = new Set([...hopByHop, ...named]);
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || dropped.has(name)) return [];
    return [[name, typeof value === 'string' ? value : value.join(', ')]];
  });
  return Object.fromEntries(kept);
}
