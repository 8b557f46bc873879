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

/** How nodes are reached, and how many connections each may have. */
export interface UpstreamOptions {
  /**
   * Where nodes are, whatever the store says: a node may have moved to another machine. Only those
   * that the client is told to know are called.
   */
  readonly nodes: readonly { readonly id: NodeId; readonly url: string }[];
  /** The key that opens every node. */
  readonly nodeKey: string;
  readonly connectionsMax: number;
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Told which nodes are known, whenever that changes. */
  readonly onKnown?: (nodes: readonly NodeId[]) => void;
}

/** The connections to a node at an address. */
interface NodePool {
  readonly url: string;
  readonly pool: Pool;
}

/** Calls Meilisearch nodes over HTTP, with a pool of connections for each. */
export class UpstreamClient implements NodeClient {
  readonly #options: UpstreamOptions;
  readonly #configured: ReadonlyMap<NodeId, string>;
  readonly #authorization: string;
  #pools: ReadonlyMap<NodeId, NodePool> = new Map();
  /** Pools that end with their last call. */
  readonly #closing = new Set<Pool>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#configured = new Map(options.nodes.map(({ id, url }) => [id, url]));
    this.#authorization = `Bearer ${options.nodeKey}`;
  }

  /** Calls under way to nodes that are gone, or elsewhere, go on to their end. */
  know(nodes: readonly { readonly id: NodeId; readonly address: string }[]): void {
    const before = this.#pools;
    const known = nodes.flatMap(({ id, address }): [NodeId, NodePool][] => {
      const url = this.#configured.get(id) ?? address;
      const present = before.get(id);
      if (present?.url === url) return [[id, present]];
      // A store of before there were addresses has none: such a node must be configured.
      return URL.canParse(url) ? [[id, { url, pool: openPool(url, this.#options) }]] : [];
    });
    this.#pools = new Map(known);
    for (const [id, { pool }] of before) {
      if (this.#pools.get(id)?.pool !== pool) this.#closeInTime(pool);
    }
    const isChanged = this.#pools.size !== before.size || known.some(([id]) => !before.has(id));
    if (isChanged) this.#options.onKnown?.([...this.#pools.keys()]);
  }

  async call(node: NodeId, request: NodeRequest, options: CallOptions): Promise<NodeReply> {
    const pool = this.#pools.get(node)?.pool;
    if (pool === undefined) return notSent('refused', `no address of node \`${node}\` is known`);
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
    const pools = [...[...this.#pools.values()].map(({ pool }) => pool), ...this.#closing];
    this.#pools = new Map();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  #closeInTime(pool: Pool): void {
    this.#closing.add(pool);
    const forget = (): void => {
      this.#closing.delete(pool);
    };
    // It is rejected when the client is closed meanwhile, which ends the pool as well.
    pool.close().then(forget, forget);
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
