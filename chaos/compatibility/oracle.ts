import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, loopback } from '../../proxy/demo/free-port.ts';
import { findMeilisearch } from '../../proxy/demo/meilisearch-binary.ts';
import { inheritedEnvironment, ServerProcess } from '../../proxy/demo/server-process.ts';
import type { ApiSide } from './api-side.ts';

/** A Meilisearch that knows what is right. */
export interface Oracle extends ApiSide {
  stop(): Promise<void>;
}

/**
 * Starts a Meilisearch of its own that accepts bodies of at most so many bytes, with further options of
 * its command line if there are any.
 */
export async function startOracle(
  masterKey: string,
  bodyBytesMax: number,
  furtherOptions: readonly string[] = [],
): Promise<Oracle> {
  const binary = await findMeilisearch();
  const folder = await mkdtemp(join(tmpdir(), 'miroir-oracle-'));
  const port = await freePort();
  const options = [
    `--http-addr=${loopback}:${port}`,
    `--http-payload-size-limit=${bodyBytesMax}B`,
    '--env=production',
    '--max-indexing-memory=256MiB',
    '--no-analytics',
    '--log-level=WARN',
    ...furtherOptions,
  ];
  const server = new ServerProcess({
    id: 'oracle',
    url: `http://${loopback}:${port}`,
    command: [binary.path, ...options],
    environment: { ...inheritedEnvironment(), MEILI_MASTER_KEY: masterKey },
    folder,
    logFile: join(folder, 'meilisearch.log'),
  });
  await server.start();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { name: 'Meilisearch', url: server.url, masterKey, stop };
}
