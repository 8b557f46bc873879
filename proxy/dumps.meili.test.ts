import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';
import { contentOf, fillWithOddities, indexList } from './testing/odd-indexes.ts';
import { changeKeys, keyList } from './testing/odd-keys.ts';
import { type SingleMeilisearch, startSingle } from './testing/single-meilisearch.ts';

// What Miroir dumps, a real Meilisearch imports.
let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
  await fillWithOddities((line, body) => fleet.write(line, body));
  await changeKeys(ask);
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

async function ask(line: string, body?: string): Promise<string> {
  return (await fleet.request(line, body)).text;
}

async function dumped(): Promise<{ readonly task: string; readonly file: string }> {
  const { text, body } = await fleet.write('POST /dumps');
  return { task: text, file: join(fleet.folder, `${body.details.dumpUid}.dump`) };
}

describe('a dump', () => {
  let task: string;
  let single: SingleMeilisearch;

  beforeAll(async () => {
    const dump = await dumped();
    task = dump.task;
    single = await startSingle(dump.file);
  });

  afterAll(() => single.stop());

  test('is told of as Meilisearch does', () => {
    expect(JSON.parse(task)).toMatchObject({
      indexUid: null,
      status: 'succeeded',
      type: 'dumpCreation',
      error: null,
    });
    expect(task).toMatch(/"details":\{"dumpUid":"\d{8}-\d{9}"\}/);
  });

  test('leaves nothing unfinished behind', async () => {
    const files = await readdir(fleet.folder);
    expect(files.filter((name) => !/^\d{8}-\d{9}\.dump$/.test(name))).toEqual([]);
  });

  test('is imported with equal documents, settings and indexes', async () => {
    expect(await contentOf(single.ask)).toEqual(await contentOf(ask));
    expect(await indexList(single.ask)).toBe(await indexList(ask));
  });

  test('is imported with equal keys', async () => {
    const keys = await keyList(ask);
    expect(keys).toContain('changed');
    expect(await keyList(single.ask)).toBe(keys);
  });

  test('is imported with equal tasks', async () => {
    const lists = await Promise.all([single.ask, ask].map((of) => of('GET /tasks?limit=1000')));
    const [imported, own] = lists.map((list) =>
      JSON.parse(list).results.map((one: object) => ({ ...one, batchUid: null, duration: null })),
    );
    const isDump = ({ type }: { readonly type: string }): boolean => type === 'dumpCreation';
    const others = (list: { readonly type: string }[]) => list.filter((one) => !isDump(one));
    expect(others(imported)).toEqual(others(own));
    expect(imported.filter(isDump)).toMatchObject([{ status: 'succeeded' }]);
  });
});
