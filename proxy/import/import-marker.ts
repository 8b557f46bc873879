import { access, open, readFile, rm } from 'node:fs/promises';
import { ImportFailure } from './import-failure.ts';

/** A file beside the store that is there from the beginning of an import to its end. */
export class ImportMarker {
  readonly #path: string;
  readonly #storePath: string;

  constructor(storePath: string) {
    this.#storePath = storePath;
    this.#path = `${storePath}.importing`;
  }

  /** Throws {@link ImportFailure} if an import into this store was begun and has not ended. */
  async refuseHalfDone(): Promise<void> {
    const file = await readFile(this.#path, 'utf8').catch(() => undefined);
    if (file !== undefined) throw this.#halfDone(file);
  }

  /** Notes that an import begins. Throws {@link ImportFailure} if another proxy was faster. */
  async begin(file: string): Promise<void> {
    try {
      const handle = await open(this.#path, 'wx', 0o600);
      await handle.writeFile(file);
      await handle.sync();
      await handle.close();
    } catch (error) {
      const isThere = await access(this.#path).then(
        () => true,
        () => false,
      );
      throw isThere ? this.#halfDone(file) : error;
    }
  }

  /** Notes that the import is complete. */
  async end(): Promise<void> {
    await rm(this.#path);
  }

  #halfDone(file: string): ImportFailure {
    return new ImportFailure(
      `the import of ${file} into ${this.#storePath} has begun and not ended: either another proxy is at it, or it was interrupted and only a part of it is there. To begin anew, delete the store, ${this.#path}, and the databases of the nodes; to go on with what there is, delete ${this.#path}`,
    );
  }
}
