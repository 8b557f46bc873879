import type { Server } from 'node:net';

/**
 * Makes `server` listen and answers its port, which the system chooses if `port` is 0. Rejects with
 * the error of the system (`EADDRINUSE`, `EACCES`, …).
 */
export async function listen(server: Server, port: number, bind: string): Promise<number> {
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, bind, resolve);
  await listening;
  server.removeListener('error', reject);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
