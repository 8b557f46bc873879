import { createServer, type Socket } from 'node:net';
import { loopback } from '../../proxy/demo/free-port.ts';

/** What answers every request but health checks, in place of a node. */
export type Misconduct = 'garbage' | 'half an answer' | 'wrong answer' | 'end' | 'silence';

/** A server that passes health checks and misbehaves otherwise. */
export interface Impostor {
  /** How many requests it was asked that were no health checks. */
  readonly requestCount: () => number;
  stop(): Promise<void>;
}

const healthy = answer('200 OK', '{"status":"available"}');

const conduct: Readonly<Record<Misconduct, (socket: Socket) => void>> = {
  garbage: (socket) => socket.write(Buffer.from([0, 255, 13, 10, 13, 10, 128, 7])),
  'half an answer': (socket) => socket.end(answer('200 OK', '{"hits":[{"id":1}]}').slice(0, -9)),
  'wrong answer': (socket) => socket.write(answer('202 Accepted', '{"hits":7,"taskUid":"one"}')),
  end: (socket) => socket.end(),
  silence: () => undefined,
};

/** Listens in place of a node that has just ended. */
export async function startImpostor(url: string, misconduct: Misconduct): Promise<Impostor> {
  const sockets = new Set<Socket>();
  let requestCount = 0;
  const server = createServer({ allowHalfOpen: misconduct === 'silence' }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const head = data.toString('latin1');
      if (head.startsWith('GET /health')) {
        socket.write(healthy);
        return;
      }
      if (/^[A-Z]+ \//.test(head)) requestCount += 1;
      conduct[misconduct](socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(new URL(url).port), loopback, resolve);
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { requestCount: () => requestCount, stop };
}

function answer(status: string, body: string): string {
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}`;
  return `HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`;
}
