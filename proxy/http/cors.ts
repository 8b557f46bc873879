import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResponse } from '../../engine/ports/http.ts';

// What Meilisearch v1.21 answers, measured: any origin may do anything, without cookies.

const methods = ['PATCH', 'TRACE', 'OPTIONS', 'HEAD', 'PUT', 'CONNECT', 'DELETE', 'GET', 'POST'];

/** The headers that every answer carries so that browsers hand it to the page that asked. */
export function corsHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
  return headers.origin === undefined ? { vary } : { vary, 'access-control-allow-origin': '*' };
}

/** The answer to a browser's question whether it may send a request; undefined if this is none. */
export function preflightResponse(
  method: string | undefined,
  headers: IncomingHttpHeaders,
): HttpResponse | undefined {
  const wanted = headers['access-control-request-method'];
  if (method !== 'OPTIONS' || headers.origin === undefined || wanted === undefined)
    return undefined;
  if (!methods.includes(wanted)) {
    return { status: 400, headers: {}, body: 'Requested method is not allowed' };
  }
  const wantedHeaders = headers['access-control-request-headers'];
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': methods.join(', '),
      'access-control-max-age': '86400',
      ...(wantedHeaders === undefined ? {} : { 'access-control-allow-headers': wantedHeaders }),
    },
    body: '',
  };
}
