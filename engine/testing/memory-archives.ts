import type { ArchiveDraft, ArchiveName, Archives } from '../ports/archive.ts';

/** The files of a finished archive by their paths, in the order in which they were added. */
export type ArchivedFiles = ReadonlyMap<string, string>;

/** Archives that are forgotten with the process: for tests and the simulator. */
export class MemoryArchives implements Archives {
  /** By kind and name: `dump/20261125-234424981`. */
  readonly finished = new Map<string, ArchivedFiles>();
  readonly #begun = new Set<string>();

  async begin(archive: ArchiveName): Promise<ArchiveDraft | null> {
    const key = keyOf(archive);
    if (this.finished.has(key) || this.#begun.has(key)) return null;
    this.#begun.add(key);
    const files = new Map<string, string>();
    return {
      async append(path, text) {
        const pieces: string[] = [];
        for await (const piece of text) pieces.push(piece);
        files.set(path, pieces.join(''));
      },
      appendStore: async (path) => {
        files.set(path, '');
      },
      finish: async () => {
        if (this.#begun.delete(key)) this.finished.set(key, files);
      },
      abort: async () => {
        this.#begun.delete(key);
      },
    };
  }

  async remove(archive: ArchiveName): Promise<void> {
    this.finished.delete(keyOf(archive));
  }
}

function keyOf({ kind, name }: ArchiveName): string {
  return `${kind}/${name}`;
}
