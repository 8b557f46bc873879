import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { aliveAnswer } from '../engine/instance/alive.ts';
import { listen } from './http/listen.ts';

/**
 * A server that listens before the rest of the program is loaded, so that the process is seen to
 * live at once. It answers `/health` and lets every other request wait for its successor.
 */
export interface Door {
  readonly server: Server;
  readonly port: number;
  readonly bind: string;
  /** Resolves once somebody has been told that the process lives. */
  readonly answered: Promise<void>;
  /** Ends the door's own answers; what has waited until now is in the order of arrival. */
  handOver(): readonly WaitingRequest[];
}

export interface WaitingRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const headerBytesMax = 64 * 1024;
/** How often connections are checked against their time limits. */
const checkIntervalMs = 1000;

/** Listens. Rejects with the error of the system (`EADDRINUSE`, `EACCES`, …). */
export async function openDoor(address: { port: number; bind: string }): Promise<Door> {
  const server = createServer({
    connectionsCheckingInterval: checkIntervalMs,
    maxHeaderSize: headerBytesMax,
  });
  const waiting: WaitingRequest[] = [];
  const { promise: answered, resolve: noteAnswer } = Promise.withResolvers<void>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method === 'GET' && request.url === '/health') answerAlive(response, noteAnswer);
    else waiting.push({ request, response });
  };
  server.on('request', onRequest);
  const port = await listen(server, address.port, address.bind);
  return {
    server,
    port,
    bind: address.bind,
    answered,
    handOver() {
      server.removeListener('request', onRequest);
      return waiting.splice(0);
    },
  };
}

function answerAlive(response: ServerResponse, onSent: () => void): void {
  const { status, body } = aliveAnswer;
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body, onSent);
}
