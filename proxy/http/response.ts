import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { HttpResponse } from '../../engine/ports/http.ts';
import type { ApiError } from '../../engine/protocol/api-error.ts';

/** How long a client that is still sending may take to notice that it has been answered. */
const lingerMs = 500;

/** An error that the host itself has to answer, in the engine's shape. */
export function errorResponse(error: ApiError, headers: Record<string, string> = {}): HttpResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(error.body()),
  };
}

/** Sends `answer`, and resolves once it is sent or the client is gone. `last`: hang up after it. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpResponse,
  last: boolean,
): Promise<void> {
  if (answer.stream !== undefined) return sendStream(response, answer, answer.stream);
  if (response.destroyed) return;
  const closed = new Promise((resolve) => response.once('close', resolve));
  const body = Buffer.from(answer.body);
  const unread = !request.complete;
  response.writeHead(answer.status, {
    ...answer.headers,
    // 204 has no body, not even an empty one (RFC 9110 §8.6).
    ...(answer.status === 204 ? {} : { 'content-length': body.length }),
    ...(last || unread ? { connection: 'close' } : {}),
  });
  if (unread) {
    // Hanging up on unread bytes resets the connection, which can cost the client the answer.
    response.write(body);
    await discardRest(request);
    response.end();
  } else {
    response.end(body);
  }
  await closed;
}

/** Sends parts as they come, until there are no more or the client is gone. */
async function sendStream(
  response: ServerResponse,
  { status, headers, body }: HttpResponse,
  stream: AsyncIterable<string>,
): Promise<void> {
  const parts = Readable.from(stream, { objectMode: false });
  if (!response.destroyed) {
    response.writeHead(status, headers);
    response.flushHeaders();
    if (body !== '') response.write(body);
  }
  // Whoever is gone has ended the stream; there is nobody to tell of it.
  await pipeline(parts, response).catch(() => {});
}

function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, lingerMs);
    request.once('end', done);
    request.once('close', done);
    request.resume();

    function done(): void {
      clearTimeout(timer);
      resolve();
    }
  });
}
