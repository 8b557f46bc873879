import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { HttpRequest, HttpResponse } from '../../engine/ports/http.ts';
import { ImportFailure } from './import-failure.ts';

/** What a request that has no task says. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: string;
}

const pollMs = 50;
/** How long a write is sent again that too few nodes take: they may be starting, too. */
const patienceMs = 60_000;

const summarySchema = z.object({ taskUid: z.int() });
const taskSchema = z.object({
  status: z.string(),
  error: z.object({ message: z.string() }).nullable(),
});

/** Talks to the engine of this process as a client with the master key does. */
export class EngineClient {
  readonly #handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly #masterKey: string;
  readonly #signal: AbortSignal;

  constructor(
    handle: (request: HttpRequest) => Promise<HttpResponse>,
    masterKey: string,
    signal: AbortSignal,
  ) {
    this.#handle = handle;
    this.#masterKey = masterKey;
    this.#signal = signal;
  }

  /** Sends a request and answers what came of it. Throws when it is told to stop. */
  async ask(line: string, text = '', contentType = 'application/json'): Promise<PlainAnswer> {
    this.#signal.throwIfAborted();
    const [method = '', target = ''] = line.split(' ');
    const [path = '', query = ''] = target.split('?');
    const { status, body } = await this.#handle({
      method,
      path,
      query,
      headers: { authorization: `Bearer ${this.#masterKey}`, 'content-type': contentType },
      body: { kind: 'text', text },
    });
    return { status, body };
  }

  /**
   * Sends a write, again while too few nodes take it; answers the number of its task. Throws
   * {@link ImportFailure} if it is refused.
   */
  async enqueue(line: string, text: string, contentType?: string): Promise<number> {
    const deadlineMs = performance.now() + patienceMs;
    for (;;) {
      const answer = await this.ask(line, text, contentType);
      if (answer.status === 202) return summarySchema.parse(JSON.parse(answer.body)).taskUid;
      if (answer.status < 500 || answer.status === 501 || performance.now() > deadlineMs) {
        throw new ImportFailure(`${line} was answered ${answer.status} ${answer.body}`);
      }
      await sleep(pollMs, undefined, { signal: this.#signal });
    }
  }

  /** Waits for the end of a task. Throws {@link ImportFailure} if it fails. */
  async finish(taskUid: number): Promise<void> {
    for (;;) {
      const answer = await this.ask(`GET /tasks/${taskUid}`);
      if (answer.status === 200) {
        const { status, error } = taskSchema.parse(JSON.parse(answer.body));
        if (status === 'succeeded') return;
        if (error !== null) throw new ImportFailure(error.message);
        if (status === 'canceled') throw new ImportFailure('one of its tasks was canceled');
      } else if (answer.status < 500) {
        throw new ImportFailure(`a task was answered ${answer.status} ${answer.body}`);
      }
      await sleep(pollMs, undefined, { signal: this.#signal });
    }
  }

  /** {@link enqueue}, then {@link finish}. */
  async write(line: string, text: string): Promise<void> {
    await this.finish(await this.enqueue(line, text));
  }
}
