import { Pool } from 'undici';
import type { NodeId } from '../../engine/cluster/topology.ts';
import type {
  CallOptions,
  NodeClient,
  NodeReply,
  NodeRequest,
} from '../../engine/ports/node-client.ts';
import { encodeBody } from './encode-body.ts';
import { Exchange } from './exchange.ts';

/** Where the nodes are, and how many connections each may have. */
export interface UpstreamOptions {
  readonly nodes: readonly { readonly id: NodeId; readonly url: string }[];
  /** The key that opens every node. */
  readonly nodeKey: string;
  readonly connectionsMax: number;
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

/** Calls Meilisearch nodes over HTTP, with a pool of connections for each. */
export class UpstreamClient implements NodeClient {
  readonly #pools: ReadonlyMap<NodeId, Pool>;
  readonly #authorization: string;

  constructor(options: UpstreamOptions) {
    this.#authorization = `Bearer ${options.nodeKey}`;
    this.#pools = new Map(options.nodes.map(({ id, url }) => [id, openPool(url, options)]));
  }

  async call(node: NodeId, request: NodeRequest, options: CallOptions): Promise<NodeReply> {
    const pool = this.#pools.get(node);
    if (pool === undefined) return notSent('refused', `no node \`${node}\` is configured`);
    if (options.cancel?.canceled === true) return notSent('canceled', 'the call was canceled');
    const body = request.body === undefined ? null : encodeBody(request.body);
    const exchange = new Exchange(body?.length ?? 0);
    const { deadlineMs } = options;
    const timer = setTimeout(() => {
      exchange.giveUp('timeout', `no complete answer within ${deadlineMs} ms`);
    }, deadlineMs);
    const forget = options.cancel?.onCancel(() => {
      exchange.giveUp('canceled', 'the call was canceled');
    });
    pool.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: this.#headersOf(request),
        body,
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
      },
      exchange,
    );
    const reply = await exchange.reply;
    clearTimeout(timer);
    forget?.();
    return reply;
  }

  /** Drops every connection; calls under way fail. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  #headersOf(request: NodeRequest): Record<string, string> {
    const headers = { authorization: this.#authorization };
    if (request.body === undefined) return headers;
    return { ...headers, 'content-type': request.contentType ?? 'application/json' };
  }
}

function openPool(url: string, options: UpstreamOptions): Pool {
  return new Pool(url, {
    connections: options.connectionsMax,
    keepAliveTimeout: options.idleTimeoutMs,
    keepAliveMaxTimeout: options.idleTimeoutMs,
    connect: { timeout: options.connectTimeoutMs },
    // A second request on a busy connection would share the fate of the first.
    pipelining: 1,
    allowH2: false,
  });
}

function notSent(failure: 'refused' | 'canceled', message: string): NodeReply {
  return { kind: 'failure', failure, message };
}
