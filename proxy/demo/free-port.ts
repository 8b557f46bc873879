import { createServer } from 'node:net';

/** The only address that the demonstration and the tests listen on. */
export const loopback = '127.0.0.1';

/**
 * A port of 127.0.0.1 that was free a moment ago: `preferred` if that one is, else any. Somebody
 * else may take it before it is used, so whoever starts a server on it tries again.
 */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isPortFree(preferred))) return preferred;
  const port = await boundPort(0);
  if (port === undefined) throw new Error('the system has no free port on 127.0.0.1');
  return port;
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await boundPort(port)) !== undefined;
}

/** Listens on `port` (0: any) for an instant; the port listened on, or nothing if it was refused. */
function boundPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, loopback, () => {
      const address = server.address();
      const bound = typeof address === 'object' ? address?.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}
