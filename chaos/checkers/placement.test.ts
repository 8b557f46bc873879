import { describe, expect, test } from 'vitest';
import type { FleetShape } from '../../sim/trace/record.ts';
import { Placement } from './placement.ts';
import { scoreOf } from './rendezvous.ts';
import { testFleet } from './testing/history.ts';
import {
  arriving,
  leaving,
  movedPlaces,
  movedShard,
  place,
  placed,
  staying,
} from './testing/movement.ts';

function placement(
  shards: number,
  nodes: readonly string[] = [],
  replicationFactor = 1,
): Placement {
  const fleet: FleetShape = {
    proxies: ['p0'],
    nodes: nodes.map((id) => ({ id, replicaGroup: 0 })),
    spares: [],
    replicaGroups: 1,
    replicationFactor,
    shards,
  };
  return new Placement({ fleet, placements: [] });
}

/** The replicas of a shard of an index of which the store said nothing, by group. */
function replicasIn(of: Placement, shard: number): readonly (readonly string[])[] {
  return of.lastVersion('unheard').replicas(shard);
}

describe('the shard of a document', () => {
  test.each([
    ['order:xyz', 64, 10],
    ['alpha', 128, 104],
    ['beta', 128, 91],
    ['user:123', 64, 46],
    ['user:456', 64, 48],
    ['product:abc', 64, 24],
    ['user:12345', 64, 15],
    ['order:99999', 64, 4],
    ['test', 16, 10],
    ['hello', 32, 6],
    ['1', 64, 36],
    ['2', 64, 33],
    ['42', 64, 53],
    ['sku_123', 64, 62],
    ['user:1', 64, 50],
  ])('of %s among %i is %i', (id, shards, shard) => {
    expect(placement(shards).shardOf(id)).toBe(shard);
  });
});

describe('the nodes of a shard', () => {
  const nodes = ['meili-0', 'meili-1', 'meili-2'];

  test('are drawn by the scores that were worked out independently', () => {
    expect(scoreOf(0, 'node-a')).toBe(14466948925507689025n);
    expect(scoreOf(42, 'node1')).toBe(16409395505008936582n);
    expect([0, 1, 2, 3].map((shard) => scoreOf(shard, 'meili-0'))).toEqual([
      12731063314527458815n,
      2388035907087595661n,
      5430686032307291634n,
      16304444826525916388n,
    ]);
  });

  test('are the strongest, strongest first', () => {
    const two = placement(8, nodes, 2);
    const numbers = Array.from({ length: 8 }, (_, shard) =>
      replicasIn(two, shard).flatMap((group) => group.map((node) => nodes.indexOf(node))),
    );
    expect(numbers).toEqual([
      [1, 0],
      [1, 2],
      [2, 0],
      [0, 1],
      [2, 1],
      [0, 1],
      [0, 1],
      [1, 2],
    ]);
    const one = placement(16, nodes);
    const owners = Array.from({ length: 16 }, (_, shard) =>
      nodes.indexOf(replicasIn(one, shard)[0]?.[0] ?? ''),
    );
    expect(owners).toEqual([1, 1, 2, 0, 2, 0, 0, 1, 2, 2, 0, 1, 0, 0, 0, 0]);
  });

  test('are chosen in every group of its own', () => {
    const fleet: FleetShape = {
      proxies: [],
      spares: [],
      nodes: nodes.flatMap((id) => [
        { id, replicaGroup: 0 },
        { id: `${id}-b`, replicaGroup: 1 },
      ]),
      replicaGroups: 2,
      replicationFactor: 2,
      shards: 4,
    };
    const groups = replicasIn(new Placement({ fleet, placements: [] }), 0);
    expect(groups[0]).toEqual(['meili-1', 'meili-0']);
    expect(groups[1]).toHaveLength(2);
    expect(groups[1]?.every((node) => node.endsWith('-b'))).toBe(true);
  });
});

describe('an index that moves', () => {
  const moving = new Placement({
    fleet: testFleet,
    placements: [
      placed(100, movedPlaces[0] ?? place([])),
      placed(200, movedPlaces[1] ?? place([])),
      { at: 300, index: 'i', placement: null },
      placed(400, movedPlaces[4] ?? place([])),
    ],
  });
  const spans = (from: number, until: number): readonly number[] =>
    moving.versionsBetween('i', from, until).map((version) => version.from);

  test('is where the store said at each time', () => {
    expect(spans(110, 120)).toEqual([100]);
    expect(spans(110, 250)).toEqual([100, 200]);
    expect(spans(250, 1000)).toEqual([200, 400]);
    expect(spans(0, 1000)).toEqual([100, 200, 400]);
  });

  test('has both versions at the moment of a change', () => {
    expect(spans(200, 200)).toEqual([100, 200]);
  });

  test('is where it was last, or will be first, when it is nowhere', () => {
    expect(spans(320, 330)).toEqual([200]);
    expect(spans(0, 50)).toEqual([100]);
    expect(moving.lastVersion('i').from).toBe(400);
    expect(moving.versions('i').map(({ isFirst }) => isFirst)).toEqual([true, false, true]);
    expect(moving.versions('i').map(({ until }) => until)).toEqual([200, 300, Infinity]);
  });

  test('tells what part each node has', () => {
    const [first, second] = moving.versions('i');
    expect(first?.isReplica(leaving, movedShard)).toBe(true);
    expect(first?.isWritten(arriving, movedShard)).toBe(false);
    expect(second?.isIncoming(arriving, movedShard)).toBe(true);
    expect(second?.isReplica(arriving, movedShard)).toBe(false);
    expect(second?.isWritten(arriving, movedShard)).toBe(true);
    expect([first?.isMoving, second?.isMoving]).toEqual([false, true]);
    expect(moving.indexes).toEqual(['i']);
  });

  test('leaves others where the fleet was planned to have them', () => {
    const [only, ...others] = moving.versionsBetween('j', 0, 1000);
    expect(others).toEqual([]);
    expect(only?.hosts).toEqual(['n0', 'n1', 'n2']);
    expect(only?.replicas(movedShard)).toEqual([[staying, arriving]]);
  });
});
