import type { CallOptions, NodeReply } from './node-client.ts';

/** One request to a server that is no node of the fleet, as data. */
export interface RemoteRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Absolute, as a client wrote its beginning: it may be no URL at all. */
  readonly url: string;
  /** Sent as a bearer token; null: none is sent. */
  readonly apiKey: string | null;
  readonly contentType?: string;
  /** Further headers, which may repeat one another; values are sent as UTF-8. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Whether the body is sent compressed with gzip. */
  readonly gzip?: true;
  /** Text, or its parts in order. */
  readonly body?: string | readonly string[];
}

/** The way to other servers, where a client sends its documents. */
export interface RemoteClient {
  /** One HTTP exchange, without redirections. Never rejects: what went wrong is part of the reply. */
  call(request: RemoteRequest, options: CallOptions): Promise<NodeReply>;
}
