import type { CancelToken } from '../base/cancel.ts';
import type { NodeId } from '../cluster/topology.ts';

/** One request to a Meilisearch node as data. The host adds the node's address and key. */
export interface NodeRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, percent-encoded. */
  readonly path: string;
  /** Text, or its parts in order: a large body need not be put together before it is encoded. */
  readonly body?: string | readonly string[];
  /** Defaults to `application/json` when there is a body. */
  readonly contentType?: string;
}

/** The whole body of a request as one text; empty if it has none. */
export function bodyOf({ body = '' }: NodeRequest): string {
  return typeof body === 'string' ? body : body.join('');
}

/** Why a call brought no answer. `refused`: nothing was sent, so the node cannot have acted on it. */
export type CallFailureKind = 'refused' | 'timeout' | 'reset' | 'garbage' | 'canceled';

export type NodeReply =
  | { readonly kind: 'reply'; readonly status: number; readonly body: string }
  | { readonly kind: 'failure'; readonly failure: CallFailureKind; readonly message: string };

export interface CallOptions {
  /** The whole exchange must end within this many milliseconds. */
  readonly deadlineMs: number;
  readonly cancel?: CancelToken;
}

/** The way to the nodes. */
export interface NodeClient {
  /** Where nodes are from now on, by id; called before any of them is, and when that changes. */
  know(nodes: readonly { readonly id: NodeId; readonly address: string }[]): void;
  /** One HTTP exchange with one node. Never rejects: what went wrong is part of the reply. */
  call(node: NodeId, request: NodeRequest, options: CallOptions): Promise<NodeReply>;
}
