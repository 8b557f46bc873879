import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, isPortFree, loopback } from './free-port.ts';
import type { MeilisearchBinary } from './meilisearch-binary.ts';
import { inheritedEnvironment, ServerProcess, type UnexpectedExit } from './server-process.ts';

/** One Meilisearch and what it keeps. */
export interface MeilisearchNodeOptions {
  readonly id: string;
  readonly binary: MeilisearchBinary;
  /** Everything it stores, and its log; the same folder continues with what was there. */
  readonly folder: string;
  /** At least 16 bytes, which is what Meilisearch demands in production. */
  readonly masterKey: string;
  /** Used if it is free, else another one. */
  readonly preferredPort?: number | undefined;
  /** A dump to begin with, while there is no database. */
  readonly dump?: string | undefined;
  /** A snapshot to begin with, while there is no database. */
  readonly snapshot?: string | undefined;
  readonly onUnexpectedExit?: UnexpectedExit | undefined;
}

const portAttemptsMax = 3;
const databaseFolder = 'data.ms';

/**
 * Starts a Meilisearch on a port of 127.0.0.1 and returns it once it serves; `start` after `stop`
 * or `kill` brings it back on the same port with the same data. Throws what
 * {@link ServerProcess.start} throws.
 */
export async function startMeilisearchNode(
  options: MeilisearchNodeOptions,
  signal?: AbortSignal,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    await removeUnfinishedDatabase(options.folder);
    const port = await freePort(attempt === 1 ? options.preferredPort : undefined);
    const node = new ServerProcess(serverOptions(options, port));
    try {
      await node.start(signal);
      return node;
    } catch (error) {
      // Another process may have taken the port since it was found free; then another port will do.
      const clash = !(await isPortFree(port));
      if (!clash || attempt === portAttemptsMax) throw error;
    }
  }
}

/**
 * A Meilisearch that is killed while it creates its database leaves one without a version, which
 * no Meilisearch opens again. It has never served, so there is nothing in it to lose.
 */
async function removeUnfinishedDatabase(folder: string): Promise<void> {
  const database = join(folder, databaseFolder);
  if (existsSync(database) && !existsSync(join(database, 'VERSION'))) {
    await rm(database, { recursive: true });
  }
}

function serverOptions(options: MeilisearchNodeOptions, port: number) {
  const { id, binary, folder, masterKey, onUnexpectedExit } = options;
  return {
    id,
    url: `http://${loopback}:${port}`,
    command: [binary.path, ...serverArguments(port), ...beginningArguments(options)],
    // The key goes through the environment, where a list of processes does not show it.
    environment: { ...inheritedEnvironment(), MEILI_MASTER_KEY: masterKey },
    folder,
    logFile: join(folder, 'meilisearch.log'),
    onUnexpectedExit,
  };
}

/** A server that is started again goes on with its database. */
function beginningArguments({ dump, snapshot }: MeilisearchNodeOptions): string[] {
  return [
    ...(dump === undefined ? [] : ['--import-dump', dump, '--ignore-dump-if-db-exists']),
    ...(snapshot === undefined
      ? []
      : ['--import-snapshot', snapshot, '--ignore-snapshot-if-db-exists']),
  ];
}

/** Paths are relative to the node's folder, which is the process's working folder. */
function serverArguments(port: number): string[] {
  const values = {
    '--http-addr': `${loopback}:${port}`,
    '--env': 'production',
    '--db-path': databaseFolder,
    '--dump-dir': 'dumps',
    '--snapshot-dir': 'snapshots',
    '--log-level': 'WARN',
    // By default every node would take two thirds of the machine's memory for each task, and small
    // tasks would spend ten times longer on getting it than on the documents.
    '--max-indexing-memory': '256MiB',
  };
  return [...Object.entries(values).flat(), '--no-analytics'];
}
