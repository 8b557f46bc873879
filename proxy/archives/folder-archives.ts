import { accessSync, constants, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ArchiveDraft,
  ArchiveKind,
  ArchiveName,
  Archives,
} from '../../engine/ports/archive.ts';
import { TarDraft } from './tar-draft.ts';

/** Where archives are kept, and what some of them hold a copy of. */
export interface ArchiveFolders {
  readonly folders: Readonly<Record<ArchiveKind, string>>;
  /** Writes a copy of the task store to a file that does not exist. */
  copyStore(path: string): Promise<void>;
}

const endings: Readonly<Record<ArchiveKind, string>> = { dump: '.dump', snapshot: '.snapshot' };

/** Leftovers of proxies that died have not been touched for so long. */
const leftoverAgeMs = 3_600_000;

/** Archives as files, compressed with gzip; one that is not finished has another name. */
export class FolderArchives implements Archives {
  readonly #options: ArchiveFolders;

  /** Makes the folders that are missing. Throws an error that names a folder in which nothing can be written. */
  constructor(options: ArchiveFolders) {
    this.#options = options;
    for (const [kind, folder] of Object.entries(options.folders)) prepareFolder(kind, folder);
  }

  async begin(archive: ArchiveName): Promise<ArchiveDraft | null> {
    const path = this.#pathOf(archive);
    if (await exists(path)) return null;
    return TarDraft.begin(path, `${path}${partEnding}`, (copy) => this.#options.copyStore(copy));
  }

  async remove(archive: ArchiveName): Promise<void> {
    await rm(this.#pathOf(archive), { force: true });
  }

  #pathOf({ kind, name }: ArchiveName): string {
    return join(this.#options.folders[kind], `${name}${endings[kind]}`);
  }
}

const partEnding = '.part';

function prepareFolder(kind: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    removeLeftovers(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the folder for each ${kind}, ${folder}, cannot be written to: ${reason}`, {
      cause: error,
    });
  }
}

function removeLeftovers(folder: string): void {
  const oldestMs = Date.now() - leftoverAgeMs;
  for (const name of readdirSync(folder).filter((file) => file.includes(partEnding))) {
    const path = join(folder, name);
    if (statSync(path).mtimeMs < oldestMs) rmSync(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
