import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { CallFailureKind, NodeReply } from '../../engine/ports/node-client.ts';
import { callFailureKind, describeError } from './call-failure.ts';

/** A larger answer is given up: as text it could exceed the longest string of the engine's host. */
const replyBytesMax = 256 * 1024 * 1024;

/**
 * A node that refuses a large body answers before it has read it, and never answers on that
 * connection again (measured: 70 KB are still read, 200 KB are not).
 */
const bodyBytesSafelyIgnored = 64 * 1024;

/** One request and its reply, as undici's parser tells it. The reply is settled exactly once. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly reply: Promise<NodeReply>;
  readonly #settle: (reply: NodeReply) => void;
  readonly #bodyBytes: number;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #status = 0;
  readonly #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #announcedBytes: number | undefined;

  /** `bodyBytes`: the size of the request's body. */
  constructor(bodyBytes: number) {
    const { promise, resolve } = Promise.withResolvers<NodeReply>();
    this.reply = promise;
    this.#settle = resolve;
    this.#bodyBytes = bodyBytes;
  }

  /** Ends the exchange as failed unless it has ended, and drops its connection. */
  giveUp(failure: CallFailureKind, message: string): void {
    const sent = this.#controller !== undefined;
    this.#end({
      kind: 'failure',
      failure: sent || failure === 'canceled' ? failure : 'refused',
      message,
    });
    this.#drop();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have been given up while it waited for a connection.
    if (this.#settled) this.#drop();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return;
    this.#status = status;
    const announced = Number(headers['content-length']);
    this.#announcedBytes = Number.isSafeInteger(announced) ? announced : undefined;
    this.#dropIfPoisoned();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > replyBytesMax) {
      this.giveUp('garbage', `the answer has more than ${replyBytesMax} bytes`);
      return;
    }
    this.#chunks.push(chunk);
    this.#dropIfPoisoned();
  }

  onResponseEnd(): void {
    this.#end(this.#completeReply());
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const failure = callFailureKind(error, this.#controller !== undefined);
    this.#end({ kind: 'failure', failure, message: describeError(error) });
  }

  /** Drops the connection of an early refusal as soon as its last byte is here. */
  #dropIfPoisoned(): void {
    if (this.#status < 400 || this.#bodyBytes <= bodyBytesSafelyIgnored) return;
    if (this.#receivedBytes !== this.#announcedBytes) return;
    this.#end(this.#completeReply());
    this.#drop();
  }

  #completeReply(): NodeReply {
    const bytes = Buffer.concat(this.#chunks, this.#receivedBytes);
    if (!isUtf8(bytes)) {
      return { kind: 'failure', failure: 'garbage', message: 'the answer is not UTF-8' };
    }
    return { kind: 'reply', status: this.#status, body: bytes.toString('utf8') };
  }

  #end(reply: NodeReply): void {
    this.#settled = true;
    this.#settle(reply);
  }

  #drop(): void {
    this.#controller?.abort(new Error('the exchange is over'));
  }
}
