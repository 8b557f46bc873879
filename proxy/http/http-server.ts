import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { HttpRequest, HttpResponse } from '../../engine/ports/http.ts';
import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import type { Door } from '../door.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { corsHeaders, preflightResponse } from './cors.ts';
import { announcesTooMuch, readBody } from './request-body.ts';
import { requestHead } from './request-head.ts';
import { errorResponse, send } from './response.ts';

/** Answers a request; whatever it rejects with is a bug, which the client sees as 500. */
export type RequestHandler = (request: HttpRequest) => Promise<HttpResponse>;

/** The limits of a server. */
export interface HttpServerOptions {
  readonly port: number;
  readonly bind: string;
  readonly bodyBytesMax: number;
  readonly concurrentRequestsMax: number;
  /** How long a client may take to send a request. */
  readonly requestTimeoutMs: number;
}

/** What the server tells about its work. */
export interface HttpObserver {
  inFlight(count: number): void;
  /** Runs `work` so that everything logged within carries the request's id. */
  within<Value>(requestId: string, work: () => Promise<Value>): Promise<Value>;
  bug(message: string): void;
}

/** Load balancers keep idle connections for 60 s; ours must not be the first to hang up. */
const keepAliveTimeoutMs = 75_000;
const headersTimeoutMs = 10_000;
/** Connections are renewed now and then, so that load balancers can spread them anew. */
const requestsPerConnectionMax = 100_000;
/** Enough to tell apart the requests that a log shows side by side. */
const requestIdDigits = 8;
/** Being busy must not get the process killed as dead. */
const neverShed = '/health';

/** A listening HTTP/1.1 server that hands every well-formed request to one handler. */
export class HttpServer {
  readonly #server: Server;
  readonly #handle: RequestHandler;
  readonly #options: HttpServerOptions;
  readonly #observer: HttpObserver;
  #inFlight = 0;
  #draining = false;

  /** Takes over from an open door, with what has waited there. */
  constructor(
    door: Door,
    handle: RequestHandler,
    options: HttpServerOptions,
    observer: HttpObserver,
  ) {
    this.#handle = handle;
    this.#options = options;
    this.#observer = observer;
    this.#server = door.server;
    this.#server.headersTimeout = Math.min(headersTimeoutMs, options.requestTimeoutMs);
    this.#server.requestTimeout = options.requestTimeoutMs;
    this.#server.keepAliveTimeout = keepAliveTimeoutMs;
    this.#server.maxRequestsPerSocket = requestsPerConnectionMax;
    this.#server.on('request', (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      // A client that waits for leave to send its body may be refused without it.
      if (!announcesTooMuch(request, options.bodyBytesMax)) response.writeContinue();
      void this.#serve(request, response);
    });
    this.#server.on('clientError', answerBrokenRequest);
    for (const { request, response } of door.handOver()) void this.#serve(request, response);
  }

  /** Stops to listen; resolves when every request is answered, or cut off after `limitMs`. */
  async drain(limitMs: number): Promise<void> {
    this.#draining = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const timer = setTimeout(() => this.#server.closeAllConnections(), limitMs);
    await closed;
    clearTimeout(timer);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Node keeps uuids in stock; random bytes it fetches one request at a time.
    const requestId = randomUUID().slice(0, requestIdDigits);
    this.#count(1);
    try {
      const answer = await this.#observer.within(requestId, () => this.#answer(request));
      if (answer === undefined) return;
      const headers = {
        ...corsHeaders(request),
        'x-request-id': requestId,
        ...answer.headers,
      };
      await send(request, response, { ...answer, headers }, this.#draining);
    } catch (error) {
      this.#observer.bug(`a request was not answered: ${String(error)}`);
      response.destroy();
    } finally {
      this.#count(-1);
    }
  }

  /** What to answer; undefined when the client is gone. */
  async #answer(request: IncomingMessage): Promise<HttpResponse | undefined> {
    const preflight = preflightResponse(request);
    if (preflight !== undefined) return preflight;
    const head = requestHead(request);
    if (this.#inFlight > this.#options.concurrentRequestsMax && head.path !== neverShed) {
      return errorResponse(overloaded, { 'retry-after': '10' });
    }
    const body = await readBody(request, this.#options.bodyBytesMax);
    if (body.kind === 'aborted') return undefined;
    if (body.kind === 'undecodable') return errorResponse(undecodable);
    return this.#ask({ ...head, body });
  }

  async #ask(request: HttpRequest): Promise<HttpResponse> {
    try {
      return await this.#handle(request);
    } catch (error) {
      this.#observer.bug(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return errorResponse(internalError);
    }
  }

  #count(change: 1 | -1): void {
    this.#inFlight += change;
    this.#observer.inFlight(this.#inFlight);
  }
}

const overloaded = new ApiError(
  503,
  'miroir_overloaded',
  'system',
  'Too many requests are being answered already. Retry in a few seconds.',
);

const internalError = new ApiError(
  500,
  'internal',
  'internal',
  'An internal error has occurred. The log of the proxy says more.',
);

// Meilisearch's words for a body that is not in its `Content-Encoding`.
const undecodable = invalidRequest(
  'bad_request',
  'The provided payload is incomplete and cannot be parsed',
);
