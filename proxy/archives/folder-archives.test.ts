import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeArchives } from '../../engine/testing/archives-contract.ts';
import { FolderArchives } from './folder-archives.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-archives-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function open(where = folder): FolderArchives {
  return new FolderArchives({
    folders: { dump: where, snapshot: where },
    copyStore: (path) => writeFile(path, 'the store'),
  });
}

async function filesIn(path: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = createReadStream(path).pipe(createGunzip()).pipe(extract());
  for await (const entry of entries) files.set(entry.header.name, await text(entry));
  return files;
}

describeArchives('archives in a folder', async (act) => {
  await act({
    archives: open(),
    async finished() {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.dump'));
      const entries = names.map(async (name) => {
        return [name.replace('.dump', ''), await filesIn(join(folder, name))] as const;
      });
      return new Map(await Promise.all(entries));
    },
    isTidy: async () => (await readdir(folder)).every((name) => name.endsWith('.dump')),
  });
});

describe('the folder of archives', () => {
  test('is made if it is missing', async () => {
    const missing = join(folder, 'a', 'b');
    open(missing);
    expect(await readdir(missing)).toEqual([]);
  });

  test('is refused if it is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(() => open(file)).toThrow(`the folder for each dump, ${file}, cannot be written to`);
  });

  test('is refused if it cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(() => open(join(file, 'dumps'))).toThrow('cannot be written to');
  });

  test('is rid of what proxies that died left behind long ago', async () => {
    const [old, young, whole] = ['1.dump.part', '2.dump.part', '3.dump'];
    for (const name of [old, young, whole]) await writeFile(join(folder, name), '');
    for (const name of [old, whole]) await utimes(join(folder, name), 0, 0);
    open();
    expect((await readdir(folder)).toSorted()).toEqual([young, whole]);
  });

  test('is read by nobody else', async () => {
    const draft = await open().begin({ kind: 'snapshot', name: 'x' });
    await draft?.finish();
    const { mode } = await stat(join(folder, 'x.snapshot'));
    expect(mode & 0o077).toBe(0);
  });
});
