import { connect, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { HttpResponse } from '../../../engine/ports/http.ts';
import {
  type HttpObserver,
  HttpServer,
  type HttpServerOptions,
  type RequestHandler,
} from '../http-server.ts';
import { openDoor } from '../../door.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A server on a port of its own, and what it told. */
export interface Running {
  readonly url: string;
  readonly port: number;
  readonly server: HttpServer;
  readonly bugs: string[];
  /** How many requests it was working on, now and at most. */
  readonly inFlight: { now: number; most: number };
}

/** Starts a server that is drained after the test. */
export async function run(
  handle: RequestHandler,
  options: Partial<HttpServerOptions> = {},
): Promise<Running> {
  const bugs: string[] = [];
  const inFlight = { now: 0, most: 0 };
  const observer: HttpObserver = {
    inFlight(count) {
      inFlight.now = count;
      inFlight.most = Math.max(inFlight.most, count);
    },
    within: (_, work) => work(),
    bug: (message) => bugs.push(message),
  };
  const defaults = {
    port: 0,
    bind: '127.0.0.1',
    bodyBytesMax: 1000,
    concurrentRequestsMax: 10,
    requestTimeoutMs: 5000,
  };
  const limits = { ...defaults, ...options };
  const door = await openDoor(limits);
  const server = new HttpServer(door, handle, limits, observer);
  closers.push(() => server.drain(0));
  const { port } = door;
  return { url: `http://127.0.0.1:${port}`, port, server, bugs, inFlight };
}

/** Answers with the request as JSON. */
export const echo: RequestHandler = async (request) => json(200, request);

/** An answer of `value` as JSON. */
export function json(status: number, value: unknown): HttpResponse {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: JSON.stringify(value) };
}

/** Everything that the server says to `text` until it hangs up. */
export function raw(port: number, text: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.setEncoding('latin1').on('data', (chunk) => (received += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}
