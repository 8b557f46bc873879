import type { ExceptionName } from './exceptions.ts';

/** One request of the differential test, as data. */
export interface ClientRequest {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  /** Besides `authorization`, which is added unless it is named here; null: not sent at all. */
  readonly headers: Readonly<Record<string, string | null>>;
  readonly body: string | Uint8Array | null;
  /** Stands for an `authorization` that depends on the master key; absent: what the headers say. */
  readonly credentials?: Credentials;
  /** Whether the next request waits until the task of this one has ended. */
  readonly isAwaited: boolean;
  /** Why the answers may differ; the test then asserts that they do. */
  readonly exception: ExceptionName | null;
}

/** Something that a client presents and that only holders of the master key can make. */
export type Credentials =
  | { readonly kind: 'key'; readonly keyUid: string }
  | {
      readonly kind: 'token';
      /** Whose value it is signed with. */
      readonly keyUid: string;
      readonly algorithm: 'HS256' | 'HS384' | 'HS512';
      /** The first two parts before they are encoded; they may be no JSON. */
      readonly header: string;
      readonly payload: string;
    };

/** Requests about one subject, sent in their order. */
export interface RequestTheme {
  readonly name: string;
  readonly requests: readonly ClientRequest[];
}

type Parameters = Readonly<Record<string, string>>;

export function get(path: string, parameters: Parameters = {}): ClientRequest {
  return plain('GET', withParameters(path, parameters));
}

export function remove(path: string): ClientRequest {
  return plain('DELETE', path);
}

export function post(path: string, body: unknown): ClientRequest {
  return json('POST', path, JSON.stringify(body));
}

export function put(path: string, body: unknown): ClientRequest {
  return json('PUT', path, JSON.stringify(body));
}

export function patch(path: string, body: unknown): ClientRequest {
  return json('PATCH', path, JSON.stringify(body));
}

/** A JSON body as exact text, which may be no JSON at all. */
export function json(method: string, path: string, text: string): ClientRequest {
  return payload(method, path, 'application/json', text);
}

/** A body of any type; null: without `content-type`. */
export function payload(
  method: string,
  path: string,
  contentType: string | null,
  body: string | Uint8Array,
): ClientRequest {
  const headers: Record<string, string> =
    contentType === null ? {} : { 'content-type': contentType };
  return { ...plain(method, path), headers, body };
}

/** No body and no `content-type`. */
export function plain(method: string, path: string): ClientRequest {
  return { method, path, headers: {}, body: null, isAwaited: true, exception: null };
}

/** The same with more headers; null takes one away. */
export function withHeaders(
  request: ClientRequest,
  headers: Readonly<Record<string, string | null>>,
): ClientRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

/** The same, sent by somebody who presents something else than the master key. */
export function presenting(credentials: Credentials, request: ClientRequest): ClientRequest {
  return { ...request, credentials };
}

/** The same, but the next request is sent at once. */
export function unawaited(request: ClientRequest): ClientRequest {
  return { ...request, isAwaited: false };
}

/** The same, but answered otherwise by Miroir, for the named reason. */
export function except(exception: ExceptionName, request: ClientRequest): ClientRequest {
  return { ...request, exception };
}

/** How a report names a request: enough to send it again by hand. */
export function describeRequest({
  method,
  path,
  headers,
  body,
  credentials,
}: ClientRequest): string {
  const shownHeaders = Object.entries(headers)
    .filter(([name, value]) => name !== 'content-type' || value !== 'application/json')
    .map(([name, value]) => ` [${name}: ${value ?? 'none'}]`)
    .join('');
  const text = typeof body === 'string' ? body : body === null ? '' : `<${body.length} bytes>`;
  const shownBody = text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
  const shownCredentials = credentials === undefined ? '' : ` [${JSON.stringify(credentials)}]`;
  return `${method} ${path}${shownHeaders}${shownCredentials} ${shownBody}`.trimEnd();
}

function withParameters(path: string, parameters: Parameters): string {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? path : `${path}?${query}`;
}
