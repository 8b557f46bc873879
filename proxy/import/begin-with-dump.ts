import { access } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { HttpRequest, HttpResponse } from '../../engine/ports/http.ts';
import type { TaskStore } from '../../engine/ports/task-store.ts';
import type { DumpImport } from '../config/proxy-config.ts';
import { EngineClient } from './engine-client.ts';
import { importDump } from './import-dump.ts';
import { importKeys } from './import-keys.ts';
import { ImportFailure } from './import-failure.ts';
import { ImportMarker } from './import-marker.ts';
import { UnpackedDump } from './unpacked-dump.ts';

/** What an import needs of its host. */
export interface ImportScope {
  readonly dump: DumpImport;
  readonly storePath: string;
  /** Where the dump is unpacked. */
  readonly folder: string;
  readonly store: Pick<TaskStore, 'listIndexes' | 'listTasks' | 'replaceKeys'>;
  readonly masterKey: string;
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly log: Pick<Logger, 'info' | 'warn'>;
  readonly signal: AbortSignal;
}

/** Time between two lines of the log about the same index. */
const progressMs = 10_000;

/**
 * Fills an empty store from a dump, if it is to be. Throws `ImportFailure` if that cannot be done; what
 * was begun then is never taken for a whole.
 */
export async function beginWithDump(scope: ImportScope): Promise<void> {
  const { dump, storePath, log, signal } = scope;
  try {
    if (!(await isWanted(scope))) return;
    const unpacked = await UnpackedDump.unpack(dump.path, scope.folder);
    const marker = new ImportMarker(storePath);
    try {
      await marker.begin(dump.path);
      log.info({ file: dump.path }, 'import begins');
      const client = new EngineClient(scope.handle, scope.masterKey, signal);
      await importKeys(unpacked, scope.store);
      await importDump(unpacked, client, logProgress(log));
      await marker.end();
      log.info({ file: dump.path }, 'import is complete');
    } finally {
      await unpacked.remove();
    }
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    throw new ImportFailure(`the dump ${dump.path} cannot be imported: ${error.message}`, {
      cause: error,
    });
  }
}

/** Whether the dump is to be imported. Throws {@link ImportFailure} if it is, and cannot be. */
async function isWanted({ dump, store, log }: ImportScope): Promise<boolean> {
  if (await isInUse(store)) {
    if (!dump.isIgnoredIfInUse) {
      throw new ImportFailure(
        'the store is not empty. Start without it, or with ignore_dump_if_db_exists, or with an empty store and empty nodes',
      );
    }
    log.info({ file: dump.path }, 'the store is in use, so the dump is left alone');
    return false;
  }
  try {
    await access(dump.path);
    return true;
  } catch {
    if (!dump.isMissingIgnored) throw new ImportFailure('there is no such file');
    log.info({ file: dump.path }, 'there is no dump to import');
    return false;
  }
}

async function isInUse(store: ImportScope['store']): Promise<boolean> {
  const [indexes, tasks] = await Promise.all([
    store.listIndexes(),
    store.listTasks({ filter: {}, from: null, limit: 1, reverse: false }),
  ]);
  return indexes.length > 0 || tasks.total > 0;
}

function logProgress(log: ImportScope['log']): Parameters<typeof importDump>[2] {
  let saidMs = Number.NEGATIVE_INFINITY;
  return {
    index(uid, documents, isDone) {
      const nowMs = performance.now();
      if (!isDone && nowMs - saidMs < progressMs) return;
      saidMs = nowMs;
      log.info({ index: uid, documents }, isDone ? 'index imported' : 'index is being imported');
    },
    leftOut: (what) => log.warn({ what }, 'left out of the import'),
  };
}
