import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findMeilisearch } from '../demo/meilisearch-binary.ts';
import { startMeilisearchNode } from '../demo/meilisearch-node.ts';

/** The key of every {@link SingleMeilisearch}. */
export const singleKey = 'singleKey0123456789';

/** One real Meilisearch, to compare with, to import into and to export to. */
export interface SingleMeilisearch {
  readonly url: string;
  /** The exact text of an answer, whatever its status. */
  readonly ask: (line: string, body?: unknown) => Promise<string>;
  /** Sends a write and waits until its task has ended; answers the task. */
  readonly write: (line: string, body?: unknown) => Promise<string>;
  /** Has it write a dump; answers the file. */
  dump(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a Meilisearch that is empty, or has what a dump holds. */
export async function startSingle(dump?: string): Promise<SingleMeilisearch> {
  const binary = await findMeilisearch();
  const folder = await mkdtemp(join(tmpdir(), 'miroir-single-'));
  const server = await startMeilisearchNode({
    id: 'single',
    binary,
    folder,
    masterKey: singleKey,
    dump,
  });
  const ask = async (line: string, body?: unknown): Promise<string> => {
    const [method = '', path = ''] = line.split(' ');
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${singleKey}`, 'content-type': 'application/json' },
      body: textOf(body),
    });
    return response.text();
  };
  const write = async (line: string, body?: unknown): Promise<string> => {
    const summary = await ask(line, body);
    const uid = /"taskUid":(\d+)/.exec(summary)?.[1];
    if (uid === undefined) throw new Error(`${line}: ${summary}`);
    for (;;) {
      const task = await ask(`GET /tasks/${uid}`);
      if (!/"status":"(?:enqueued|processing)"/.test(task)) return task;
      await sleep(20);
    }
  };
  return {
    url: server.url,
    ask,
    write,
    async dump() {
      await write('POST /dumps');
      const dumps = join(folder, 'dumps');
      const name = (await readdir(dumps)).toSorted().at(-1);
      if (name === undefined) throw new Error('no dump was written');
      return join(dumps, name);
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function textOf(body: unknown): string | null {
  if (body === undefined) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
