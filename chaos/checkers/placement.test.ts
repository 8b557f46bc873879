import { describe, expect, test } from 'vitest';
import { Placement, scoreOf } from './placement.ts';

function placement(
  shards: number,
  nodes: readonly string[] = [],
  replicationFactor = 1,
): Placement {
  return new Placement({
    proxies: ['p0'],
    nodes: nodes.map((id) => ({ id, replicaGroup: 0 })),
    replicaGroups: 1,
    replicationFactor,
    shards,
  });
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
      two.owners(shard).flatMap((group) => group.map((node) => nodes.indexOf(node))),
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
      nodes.indexOf(one.owners(shard)[0]?.[0] ?? ''),
    );
    expect(owners).toEqual([1, 1, 2, 0, 2, 0, 0, 1, 2, 2, 0, 1, 0, 0, 0, 0]);
  });

  test('hold what is theirs and nothing else', () => {
    const two = placement(8, nodes, 2);
    expect([...two.held('meili-0')]).toEqual([0, 2, 3, 5, 6]);
    expect(two.held('stranger').size).toBe(0);
  });

  test('are chosen in every group of its own', () => {
    const groups = new Placement({
      proxies: [],
      nodes: nodes.flatMap((id) => [
        { id, replicaGroup: 0 },
        { id: `${id}-b`, replicaGroup: 1 },
      ]),
      replicaGroups: 2,
      replicationFactor: 2,
      shards: 4,
    });
    expect(groups.owners(0)[0]).toEqual(['meili-1', 'meili-0']);
    expect(groups.owners(0)[1]).toHaveLength(2);
    expect(groups.owners(0)[1]?.every((node) => node.endsWith('-b'))).toBe(true);
  });
});
