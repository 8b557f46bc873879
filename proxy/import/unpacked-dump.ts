import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { compareCodePoints } from '../../engine/base/order.ts';
import { ImportFailure } from './import-failure.ts';

/** An index of a dump. */
export interface DumpedIndex {
  readonly uid: string;
  readonly primaryKey: string | null;
  /** As JSON text. */
  readonly settings: string;
  /** The exact texts of its documents in order. */
  readonly documents: () => AsyncIterable<string>;
}

/** What Miroir takes over of a dump; everything else in it is left. */
const wanted =
  /^(?:metadata\.json|keys\.jsonl|experimental-features\.json|network\.json|webhooks\.json|tasks\/queue\.jsonl|indexes\/[A-Za-z0-9_-]+\/(?:documents\.jsonl|settings\.json|metadata\.json))$/;

const metadataSchema = z.object({ dumpVersion: z.string(), dbVersion: z.string().optional() });
const indexSchema = z.object({ primaryKey: z.string().nullish() });
const taskSchema = z.object({ status: z.string(), type: z.unknown() });

/** A dump of Meilisearch v1.21 (format V6) that was unpacked into a folder of its own. */
export class UnpackedDump {
  readonly #folder: string;

  /**
   * Unpacks a file into a new folder within `within`. Throws {@link ImportFailure} if it is no dump, or
   * one of another format.
   */
  static async unpack(file: string, within: string): Promise<UnpackedDump> {
    const folder = await mkdtemp(join(within, 'import.part-'));
    const dump = new UnpackedDump(folder);
    try {
      await unpackInto(file, folder);
      await dump.#checkVersion();
      await dump.#checkTasks();
      return dump;
    } catch (error) {
      await dump.remove();
      if (error instanceof ImportFailure) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ImportFailure(`it cannot be read as a dump: ${reason}`, { cause: error });
    }
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Every index, sorted by uid. */
  async indexes(): Promise<readonly DumpedIndex[]> {
    const uids = await readdir(join(this.#folder, 'indexes')).catch(() => []);
    return Promise.all(uids.toSorted(compareCodePoints).map((uid) => this.#index(uid)));
  }

  /** The text of a file at the top; undefined if the dump has none. */
  async text(name: string): Promise<string | undefined> {
    return readFile(join(this.#folder, name), 'utf8').catch(() => undefined);
  }

  /** The lines of a file that are not empty; none if there is no such file. */
  async *lines(name: string): AsyncGenerator<string, void, undefined> {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return;
    const input = createReadStream(path, 'utf8');
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== '') yield line;
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #index(uid: string): Promise<DumpedIndex> {
    const folder = `indexes/${uid}`;
    const metadata = await this.text(`${folder}/metadata.json`);
    const { primaryKey = null } = indexSchema.parse(JSON.parse(metadata ?? '{}'));
    const settings = (await this.text(`${folder}/settings.json`)) ?? '{}';
    return { uid, primaryKey, settings, documents: () => this.lines(`${folder}/documents.jsonl`) };
  }

  async #checkVersion(): Promise<void> {
    const metadata = await this.text('metadata.json');
    if (metadata === undefined)
      throw new ImportFailure('it has no metadata.json, so it is no dump');
    const { dumpVersion, dbVersion } = metadataSchema.parse(JSON.parse(metadata));
    if (dumpVersion === 'V6') return;
    const origin = dbVersion === undefined ? '' : ` of Meilisearch ${dbVersion}`;
    throw new ImportFailure(
      `it has the format ${dumpVersion}${origin}, and Miroir reads V6 only; import it into a Meilisearch v1.21 and make a new dump there`,
    );
  }

  /** Writes that were accepted and not carried out would be lost. */
  async #checkTasks(): Promise<void> {
    let open = 0;
    for await (const line of this.lines('tasks/queue.jsonl')) {
      const { status, type } = taskSchema.parse(JSON.parse(line));
      const isOpen = status === 'enqueued' || status === 'processing';
      if (isOpen && !isHarmless(type)) open += 1;
    }
    if (open === 0) return;
    throw new ImportFailure(
      `${open} tasks in it were not carried out yet, and would be lost; import it into a Meilisearch v1.21, wait for its tasks, and make a new dump there`,
    );
  }
}

/** Nothing is lost with a dump or a snapshot that was not made. */
function isHarmless(type: unknown): boolean {
  return type === 'snapshotCreation' || JSON.stringify(type).startsWith('{"dumpCreation"');
}

async function unpackInto(file: string, folder: string): Promise<void> {
  const entries = extract();
  const unpacking = (async () => {
    for await (const entry of entries) {
      const name = entry.header.name.replace(/^\.\//, '');
      if (entry.header.type !== 'file' || !wanted.test(name)) {
        entry.resume();
        continue;
      }
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    }
  })();
  await Promise.all([pipeline(createReadStream(file), createGunzip(), entries), unpacking]);
}
