import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkShape,
  claimFolder,
  fleetMembers,
  readFleetState,
  releaseFolder,
  writeFleetState,
} from './fleet-state.ts';

const shape = { nodes: 3, replicationFactor: 2, replicaGroups: 1 };
const state = { ...shape, port: 7700, nodePorts: [4001, 4002, 4003] };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-state-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('the shape of a fleet', () => {
  test('replica groups are blocks of neighbouring nodes', () => {
    const members = fleetMembers({ nodes: 5, replicationFactor: 2, replicaGroups: 2 });
    expect(members.map(({ id, replicaGroup }) => `${id}:${replicaGroup}`)).toEqual([
      'meili-0:0',
      'meili-1:0',
      'meili-2:0',
      'meili-3:1',
      'meili-4:1',
    ]);
  });

  test('every group needs as many nodes as there are copies', () => {
    expect(() => checkShape({ nodes: 4, replicationFactor: 2, replicaGroups: 2 })).not.toThrow();
    expect(() => checkShape({ nodes: 5, replicationFactor: 3, replicaGroups: 2 })).toThrow(
      '6 nodes',
    );
  });
});

describe('the memory of a data folder', () => {
  test('a new folder remembers nothing', async () => {
    expect(await readFleetState(folder, shape)).toBeUndefined();
  });

  test('what was written is read again', async () => {
    await writeFleetState(folder, state);
    expect(await readFleetState(folder, shape)).toEqual(state);
  });

  test('a fleet of another shape is refused, naming what differs', async () => {
    await writeFleetState(folder, state);
    await expect(readFleetState(folder, { ...shape, nodes: 4 })).rejects.toThrow(
      'was started with --nodes 3 (now 4). Start it so',
    );
    const other = { nodes: 3, replicationFactor: 1, replicaGroups: 3 };
    await expect(readFleetState(folder, other)).rejects.toThrow(
      '--replication-factor 2 (now 1) and --replica-groups 1 (now 3)',
    );
  });

  test.each(['{', '{}', '{"nodes": 3}'])('a damaged file (%s) is refused', async (text) => {
    await writeFile(join(folder, 'fleet.json'), text);
    await expect(readFleetState(folder, shape)).rejects.toThrow('fleet.json is damaged');
  });
});

describe('the owner of a data folder', () => {
  test('a folder in use by a living process is refused until it is released', async () => {
    await writeFile(join(folder, 'fleet.pid'), `${process.ppid}\n`);
    await expect(claimFolder(folder)).rejects.toThrow(
      `in use by the fleet of process ${process.ppid}`,
    );
    await releaseFolder(folder);
    await expect(claimFolder(folder)).resolves.toBeUndefined();
  });

  test('the folder of a process that is gone is taken over', async () => {
    await writeFile(join(folder, 'fleet.pid'), '4194999\n');
    await expect(claimFolder(folder)).resolves.toBeUndefined();
  });
});
