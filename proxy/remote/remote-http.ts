import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import type { CallOptions, NodeReply } from '../../engine/ports/node-client.ts';
import type { RemoteClient, RemoteRequest } from '../../engine/ports/remote-client.ts';
import { encodeBody } from '../upstream/encode-body.ts';
import { Exchange } from '../upstream/exchange.ts';

const compress = promisify(gzip);

/** Calls servers of other people over HTTP. */
export class RemoteHttp implements RemoteClient {
  readonly #agent: Agent;

  /** `connectTimeoutMs`: how long a connection may take. */
  constructor(connectTimeoutMs: number) {
    // A few connections: an export sends one payload after another.
    this.#agent = new Agent({ connections: 4, connect: { timeout: connectTimeoutMs } });
  }

  async call(request: RemoteRequest, options: CallOptions): Promise<NodeReply> {
    if (options.cancel?.canceled === true) {
      return { kind: 'failure', failure: 'canceled', message: 'the call was canceled' };
    }
    const body = await bytesOf(request);
    const exchange = new Exchange(body?.length ?? 0);
    const { deadlineMs } = options;
    const timer = setTimeout(() => {
      exchange.giveUp('timeout', `no complete answer within ${deadlineMs} ms`);
    }, deadlineMs);
    const forget = options.cancel?.onCancel(() => {
      exchange.giveUp('canceled', 'the call was canceled');
    });
    try {
      this.#agent.dispatch(dispatchOptions(request, body, deadlineMs), exchange);
    } catch (error) {
      exchange.giveUp('refused', error instanceof Error ? error.message : String(error));
    }
    const reply = await exchange.reply;
    clearTimeout(timer);
    forget?.();
    return reply;
  }

  /** Drops every connection; calls under way fail. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

async function bytesOf({ body, gzip: isCompressed }: RemoteRequest): Promise<Buffer | null> {
  if (body === undefined) return null;
  const bytes = encodeBody(body);
  return isCompressed === true ? compress(bytes) : bytes;
}

/** Throws if the URL is none. */
function dispatchOptions(
  { method, url, apiKey, contentType, headers = [], gzip: isCompressed }: RemoteRequest,
  body: Buffer | null,
  deadlineMs: number,
): Dispatcher.DispatchOptions & { readonly origin: string } {
  const { origin, pathname, search, protocol } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') throw new Error(`no scheme for ${protocol}`);
  return {
    origin,
    path: `${pathname}${search}`,
    method,
    headers: [
      ...(apiKey === null ? [] : ['authorization', `Bearer ${apiKey}`]),
      ...(body === null ? [] : ['content-type', contentType ?? 'application/json']),
      ...(isCompressed === true ? ['content-encoding', 'gzip'] : []),
      // Node.js writes each character of a header as one byte.
      ...headers.flatMap(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
    ],
    body,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
  };
}
