import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from '../../engine/base/assert.ts';
import { UnpackedDump } from './unpacked-dump.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-unpacked-'));
});

afterEach(() => rm(folder, { recursive: true }));

const version6 = { 'metadata.json': '{"dumpVersion":"V6","dbVersion":"1.21.0"}' };

async function dumpOf(files: Readonly<Record<string, string>>): Promise<string> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  const path = join(folder, 'given.dump');
  await pipeline(tar, createGzip(), createWriteStream(path));
  return path;
}

async function unpack(files: Readonly<Record<string, string>>): Promise<UnpackedDump> {
  return UnpackedDump.unpack(await dumpOf(files), folder);
}

async function gathered<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('a dump', () => {
  test('tells of its indexes in order, documents to the letter', async () => {
    const dump = await unpack({
      ...version6,
      './indexes/b/documents.jsonl': '{"id":1, "n":9007199254740993}\n{"id":2}\n',
      './indexes/b/metadata.json': '{"uid":"b","primaryKey":"id"}',
      './indexes/b/settings.json': '{"stopWords":["a"]}',
      'indexes/a/metadata.json': '{"uid":"a","primaryKey":null}',
    });
    const indexes = await dump.indexes();
    expect(indexes).toHaveLength(2);
    const [first, second] = [must(indexes[0], 'an index'), must(indexes[1], 'an index')];
    expect(first).toMatchObject({ uid: 'a', primaryKey: null, settings: '{}' });
    expect(second).toMatchObject({ uid: 'b', primaryKey: 'id', settings: '{"stopWords":["a"]}' });
    expect(await gathered(first.documents())).toEqual([]);
    expect(await gathered(second.documents())).toEqual([
      '{"id":1, "n":9007199254740993}',
      '{"id":2}',
    ]);
    await dump.remove();
    expect(await readdir(folder)).toEqual(['given.dump']);
  });

  test('has nothing written outside of its folder', async () => {
    const dump = await unpack({ ...version6, '../indexes/a/settings.json': '{}', 'x.json': '{}' });
    expect((await readdir(folder)).toSorted()).toEqual([
      'given.dump',
      expect.stringMatching(/^import\.part-/),
    ]);
    expect(await dump.indexes()).toEqual([]);
    expect(await dump.text('x.json')).toBeUndefined();
  });

  test.for([
    [
      'of another format',
      { 'metadata.json': '{"dumpVersion":"V5","dbVersion":"0.30.1"}' },
      'the format V5 of Meilisearch 0.30.1',
    ],
    ['without metadata', { 'keys.jsonl': '' }, 'it is no dump'],
    [
      'with tasks that were not carried out',
      {
        ...version6,
        'tasks/queue.jsonl':
          '{"uid":0,"status":"succeeded","type":"documentClear"}\n' +
          '{"uid":1,"status":"enqueued","type":{"documentImport":{}}}\n' +
          '{"uid":2,"status":"enqueued","type":"snapshotCreation"}\n' +
          '{"uid":3,"status":"processing","type":{"dumpCreation":{"keys":[]}}}\n',
      },
      '1 tasks in it were not carried out',
    ],
  ] as const)('%s is refused, and nothing is left of it', async ([, files, reason]) => {
    await expect(unpack(files)).rejects.toThrow(reason);
    expect(await readdir(folder)).toEqual(['given.dump']);
  });

  test('that is none is refused', async () => {
    const path = join(folder, 'given.dump');
    await writeFile(path, 'no archive at all');
    await expect(UnpackedDump.unpack(path, folder)).rejects.toThrow('cannot be read as a dump');
  });
});
