import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';
import { contentOf, fillWithOddities } from './testing/odd-indexes.ts';

const execute = promisify(execFile);

// A fleet that is restored from a snapshot is the one that was.
let folder: string;
let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-restored-'));
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
  await fillWithOddities((line, body) => fleet.write(line, body));
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Unpacks the newest snapshot of the fleet into a folder. */
async function unpacked(): Promise<string> {
  const name = (await readdir(fleet.folder)).toSorted().at(-1);
  if (name === undefined) throw new Error('there is no snapshot');
  const target = join(folder, name);
  await mkdir(target);
  await execute('tar', ['-xzf', join(fleet.folder, name), '-C', target]);
  return target;
}

function asker(of: InProcessFleet) {
  return async (line: string, body?: string): Promise<string> =>
    (await of.request(line, body)).text;
}

describe('a snapshot', () => {
  test('holds a manifest, the store, and the state that each node kept of itself', async () => {
    const before = await contentOf(asker(fleet));
    const task = await fleet.write('POST /snapshots');
    expect(task.body).toMatchObject({ status: 'succeeded', type: 'snapshotCreation', error: null });
    expect(task.text).not.toContain('details');
    const archive = await unpacked();
    const manifest = JSON.parse(await readFile(join(archive, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ version: 1, task: task.body.uid, store: 'store.db' });
    expect(manifest.nodes.map(({ node }: { node: string }) => node)).toEqual([
      'meili-0',
      'meili-1',
      'meili-2',
    ]);
    const written = await fleet.write('POST /indexes/many/documents', [{ id: 1, title: 'later' }]);
    expect(written.body.status).toBe('succeeded');
    await fleet.write('DELETE /indexes/nested');

    const restoredNodes = await nodes.restore();
    const store = new SqliteStore(join(archive, 'store.db'));
    const restored = await startInProcess(restoredNodes, {}, store);
    try {
      expect(await contentOf(asker(restored))).toEqual(before);
      // What is written from here on finds the nodes as the store has them.
      const next = await restored.write('POST /indexes/many/documents', [{ id: 1, title: 'new' }]);
      expect(next.body.status).toBe('succeeded');
      const { body } = await restored.request('GET /_miroir/topology');
      expect(JSON.stringify(body)).not.toContain('restored');
      expect(restored.events.filter(({ kind }) => kind === 'amnesia')).toEqual([]);
      expect(await restored.store.listBehind()).toEqual([]);
    } finally {
      await restored.stop();
      await restoredNodes.stop();
    }
  });

  test('fails if one node does not take part, and leaves no file', async () => {
    const files = await readdir(fleet.folder);
    fleet.intercept = (node, { path }) =>
      node === 'meili-1' && path === '/snapshots'
        ? { kind: 'failure', failure: 'reset', message: 'lost' }
        : undefined;
    const task = await fleet.write('POST /snapshots');
    fleet.intercept = () => undefined;
    expect(task.body).toMatchObject({ status: 'failed', error: { code: 'internal' } });
    expect(task.text).not.toContain('meili-1');
    expect(await readdir(fleet.folder)).toEqual(files);
    const written = await fleet.write('POST /indexes/many/documents', [{ id: 2, title: 'on' }]);
    expect(written.body.status).toBe('succeeded');
  });
});
