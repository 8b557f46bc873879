import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { type FileHandle, link, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import type { ArchiveDraft, FileText } from '../../engine/ports/archive.ts';

/** Copies the task store to a file. */
type StoreCopy = (path: string) => Promise<void>;

/**
 * A tar file that is being written, compressed. Each file in it is first written beside it: a tar names
 * the size of a file before its content, and a file whose text fails is left out.
 */
export class TarDraft implements ArchiveDraft {
  readonly #path: string;
  readonly #partPath: string;
  readonly #copyStore: StoreCopy;
  readonly #pack: Pack = pack();
  readonly #file: WriteStream;
  readonly #written: Promise<void>;
  #isOver = false;

  /** Null if somebody is writing to `partPath` already. Rejects if it cannot be written. */
  static async begin(
    path: string,
    partPath: string,
    copyStore: StoreCopy,
  ): Promise<TarDraft | null> {
    try {
      return new TarDraft(path, partPath, await open(partPath, 'wx', 0o600), copyStore);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
      throw error;
    }
  }

  private constructor(path: string, partPath: string, handle: FileHandle, copyStore: StoreCopy) {
    this.#path = path;
    this.#partPath = partPath;
    this.#copyStore = copyStore;
    // Forced to the disk before it is closed.
    this.#file = createWriteStream(partPath, { fd: handle, flush: true });
    this.#written = pipeline(this.#pack, createGzip(), this.#file);
    // Whoever appends or finishes hears of it.
    this.#written.catch(() => {});
  }

  async append(path: string, text: FileText): Promise<void> {
    await this.#appendFile(path, async (spool) => {
      await pipeline(text, createWriteStream(spool, { flags: 'wx', mode: 0o600 }));
    });
  }

  async appendStore(path: string): Promise<void> {
    await this.#appendFile(path, (spool) => this.#copyStore(spool));
  }

  async finish(): Promise<void> {
    this.#pack.finalize();
    await this.#written;
    this.#isOver = true;
    // Unlike a renaming, this never replaces what is there.
    await link(this.#partPath, this.#path);
    await rm(this.#partPath, { force: true });
    await forceFolder(dirname(this.#path));
  }

  async abort(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pack.destroy();
    await this.#written.catch(() => {});
    await rm(this.#partPath, { force: true });
  }

  async #appendFile(path: string, write: (spool: string) => Promise<void>): Promise<void> {
    const spool = `${this.#partPath}.file`;
    await rm(spool, { force: true });
    try {
      await write(spool);
      const { size } = await stat(spool);
      const entry = this.#pack.entry({ name: path, size, mode: 0o644 });
      await Promise.race([pipeline(createReadStream(spool), entry), this.#failure()]);
    } finally {
      await rm(spool, { force: true });
    }
  }

  /** Rejects when the archive cannot be written any more. */
  async #failure(): Promise<void> {
    await this.#written;
    throw new Error('the archive is over');
  }
}

/** Has the disk keep the names in a folder. */
async function forceFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
