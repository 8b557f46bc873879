import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { listen } from '../http/listen.ts';

/** One call of a webhook as its receiver saw it. */
export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed. */
  readonly body: string;
}

/** A server that takes the calls of webhooks. */
export interface Receiver {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** What it answers from now on; null: nothing at all. */
  status: number | null;
  stop(): Promise<void>;
}

/** Starts a receiver that accepts everything. */
export async function startReceiver(): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer((message, response) => {
    void buffer(message).then((bytes) => {
      const { method = '', url: path = '', headers } = message;
      calls.push({ method, path, headers, body: gunzipSync(bytes).toString() });
      if (receiver.status !== null) response.writeHead(receiver.status).end();
    });
  });
  const port = await listen(server, 0, '127.0.0.1');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/told`,
    calls,
    status: 200,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return receiver;
}
