import { createServer, type Server } from 'node:http';
import type { Metrics } from '../../engine/ports/metrics.ts';
import { listen } from '../http/listen.ts';

/** A listening server of `GET /metrics`, open to whoever can reach it. */
export interface MetricsListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts to serve `metrics`. Rejects with the error of the system (`EADDRINUSE`, …). */
export async function listenForMetrics(
  metrics: Pick<Metrics, 'text'>,
  port: number,
  bind: string,
): Promise<MetricsListener> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 5000 });
  server.on('request', (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    metrics.text().then(
      (text) => {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
        response.end(text);
      },
      () => response.writeHead(500).end(),
    );
  });
  return { port: await listen(server, port, bind), close: () => close(server) };
}

function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  return closed;
}
