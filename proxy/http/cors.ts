import type { IncomingHttpHeaders } from 'node:http';
import type { HttpResponse } from '../../engine/ports/http.ts';

// What Meilisearch v1.21 answers, measured: any origin may do anything, without cookies.

const methods = ['PATCH', 'TRACE', 'OPTIONS', 'HEAD', 'PUT', 'CONNECT', 'DELETE', 'GET', 'POST'];

/** The part of a request that a browser's leave depends on. */
export interface Asking {
  readonly method?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** The headers that every answer carries so that browsers hand it to the page that asked. */
export function corsHeaders(asking: Asking): Record<string, string> {
  const wanted = methodWanted(asking);
  if (wanted !== undefined && !methods.includes(wanted)) return {};
  const vary = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers';
  const isAllowed = asking.headers.origin !== undefined || wanted !== undefined;
  return isAllowed ? { vary, 'access-control-allow-origin': '*' } : { vary };
}

/** The answer to a browser's question whether it may send a request; undefined if this is none. */
export function preflightResponse(asking: Asking): HttpResponse | undefined {
  const wanted = methodWanted(asking);
  if (wanted === undefined) return undefined;
  if (!methods.includes(wanted)) {
    return { status: 400, headers: {}, body: 'Requested method is not allowed' };
  }
  const wantedHeaders = asking.headers['access-control-request-headers'];
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

/** The method that a browser asks leave for, with an origin or without; undefined if it asks for none. */
function methodWanted({ method, headers }: Asking): string | undefined {
  const wanted = headers['access-control-request-method'];
  // What cannot be a method is no question.
  if (method !== 'OPTIONS' || wanted === undefined || !token.test(wanted)) return undefined;
  return wanted;
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;
