import { setTimeout as sleep } from 'node:timers/promises';
import { request as exchange } from 'undici';
import type { ClientRequest } from './client-request.ts';
import { presentedText } from './credentials.ts';

/** One of the two servers that are compared. */
export interface ApiSide {
  readonly name: string;
  readonly url: string;
  readonly masterKey: string;
}

/** What a server answered, as exact text. */
export interface ApiAnswer {
  readonly status: number;
  readonly contentType: string | null;
  /** What browsers and the next request depend on, by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Everything that was answered, headers included. */
  readonly text: string;
}

const taskLimitMs = 30_000;
const pollIntervalMs = 15;
const finalStatus = /"status":"(?:succeeded|failed|canceled)"/;

/** Sends a request over a connection of its own: an early refusal may leave one unusable. */
export async function send(side: ApiSide, request: ClientRequest): Promise<ApiAnswer> {
  const headers: Record<string, string | null> = {
    authorization: `Bearer ${bearerOf(side.masterKey, request)}`,
    ...request.headers,
  };
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [name, value],
  );
  const response = await exchange(`${side.url}${request.path}`, {
    method: request.method,
    headers: sent,
    body: request.body,
    reset: true,
  });
  const contentType = response.headers['content-type'];
  const body = await response.body.text();
  return {
    status: response.statusCode,
    contentType: typeof contentType === 'string' ? contentType : null,
    headers: comparedHeaders(response.headers),
    body,
    text: `${JSON.stringify(response.headers)} ${body}`,
  };
}

const compared = /^(?:allow|vary|access-control-.*|www-authenticate|location)$/;

function comparedHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept = Object.entries(headers)
    .filter(([name]) => compared.test(name))
    // Meilisearch lists methods in another order each time that it is started.
    .map(([name, value]) => [name, String(value).split(', ').toSorted().join(', ')] as const);
  return Object.fromEntries(kept.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function bearerOf(masterKey: string, { credentials }: ClientRequest): string {
  return credentials === undefined ? masterKey : presentedText(masterKey, credentials);
}

/** The number of the task that an answer announces; undefined if it announces none. */
export function taskOf(answer: ApiAnswer): number | undefined {
  // Exports, cancelations and deletions of tasks are accepted with 200.
  const isAccepted = answer.status === 202 || answer.status === 200;
  const found = isAccepted ? /^\{"taskUid":(\d+)/.exec(answer.body) : null;
  return found === null ? undefined : Number(found[1]);
}

/** Waits for the end of a task and returns it; throws if that takes longer than half a minute. */
export async function finishedTask(side: ApiSide, task: number): Promise<ApiAnswer> {
  const look: ClientRequest = {
    method: 'GET',
    path: `/tasks/${task}`,
    headers: {},
    body: null,
    isAwaited: true,
    exception: null,
  };
  const deadlineMs = performance.now() + taskLimitMs;
  for (;;) {
    const answer = await send(side, look);
    if (answer.status !== 200 || finalStatus.test(answer.body)) return answer;
    if (performance.now() > deadlineMs) {
      throw new Error(`${side.name}: task ${task} has not ended: ${answer.body}`);
    }
    await sleep(pollIntervalMs);
  }
}
