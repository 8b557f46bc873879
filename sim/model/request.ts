import {
  decodePercent,
  parseQuery,
  type QueryParameter,
} from '../../engine/protocol/routed-request.ts';

/** One HTTP request to the node. */
export interface ModelRequest {
  readonly method: string;
  /** Percent-encoded, with its query. */
  readonly path: string;
  readonly contentType: string | null;
  readonly authorization: string | null;
  readonly body: string;
}

/** Its answer. `body` is JSON text, or empty where Meilisearch sends none. */
export interface ModelReply {
  readonly status: number;
  readonly body: string;
}

/** A request with its path taken apart. */
export interface NodeCall {
  readonly method: string;
  /** Percent-decoded, without empty ones. */
  readonly segments: readonly string[];
  readonly query: readonly QueryParameter[];
  readonly contentType: string | null;
  readonly authorization: string | null;
  readonly body: string;
}

/** Takes the path of a request apart. */
export function readRequest(request: ModelRequest): NodeCall {
  const { method, path, contentType, authorization, body } = request;
  const mark = path.indexOf('?');
  const plainPath = mark === -1 ? path : path.slice(0, mark);
  return {
    method,
    segments: plainPath.split('/').filter(isPresent).map(decodePercent),
    query: mark === -1 ? [] : parseQuery(path.slice(mark + 1)),
    contentType,
    authorization,
    body,
  };
}

function isPresent(segment: string): boolean {
  return segment !== '';
}
