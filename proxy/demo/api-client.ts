import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** One answer of the API. */
interface ApiAnswer {
  readonly status: number;
  /** The parsed body, or nothing if there was none. */
  readonly body: unknown;
}

/** Calls one server that speaks the Meilisearch API. */
export interface ApiClient {
  /** One request with an optional JSON body; whatever the status, it is returned. */
  request(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The same for a write: waits until its task has succeeded; throws an {@link ApiFailure}. */
  perform(method: string, path: string, body?: unknown): Promise<void>;
  /** Sends a write and returns its task's number without waiting; throws an {@link ApiFailure}. */
  enqueue(method: string, path: string, body?: unknown): Promise<number>;
  /** Waits until the task has succeeded; throws an {@link ApiFailure} if it ended otherwise. */
  untilSucceeded(taskUid: number): Promise<void>;
}

/** A request or a task that the server refused, with what it said. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';
}

const enqueuedSchema = z.object({ taskUid: z.int() });
const taskSchema = z.object({ status: z.string(), error: z.unknown() });
const pollIntervalMsMin = 20;
const pollIntervalMsMax = 500;

/** A client of the server at `url`; `signal` ends whatever is under way. */
export function apiClient(url: string, key: string, signal?: AbortSignal): ApiClient {
  const cancel = signal === undefined ? {} : { signal };

  async function request(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      ...cancel,
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function enqueue(method: string, path: string, body?: unknown): Promise<number> {
    const answer = await request(method, path, body);
    const enqueued = enqueuedSchema.safeParse(answer.body);
    if (answer.status === 202 && enqueued.success) return enqueued.data.taskUid;
    throw new ApiFailure(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  async function untilSucceeded(taskUid: number): Promise<void> {
    for (let pauseMs = pollIntervalMsMin; ; pauseMs = Math.min(pauseMs * 1.5, pollIntervalMsMax)) {
      const { body } = await request('GET', `/tasks/${taskUid}`);
      const task = taskSchema.parse(body);
      if (task.status === 'succeeded') return;
      if (task.status === 'failed' || task.status === 'canceled') {
        throw new ApiFailure(`task ${taskUid} ${task.status}: ${JSON.stringify(task.error)}`);
      }
      await sleep(pauseMs, undefined, cancel);
    }
  }

  async function perform(method: string, path: string, body?: unknown): Promise<void> {
    await untilSucceeded(await enqueue(method, path, body));
  }

  return { request, perform, enqueue, untilSucceeded };
}
