import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import { unrestricted } from '../keys/caller.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { getShards, getTopology } from './control.ts';
import { type FleetAnswer, FleetWorld, indexOn, topologyOf } from './fleet/testing/fleet-world.ts';

const topology = topologyOf('a b:draining');

async function ask(
  handler: (context: EngineContext, request: RoutedRequest) => Promise<{ body: string }>,
  world: FleetWorld,
): Promise<FleetAnswer['body']> {
  const http = {
    method: 'GET',
    path: '/',
    query: '',
    headers: {},
    body: { kind: 'text', text: '' },
  } as const;
  const request = { http, template: '/', parameters: {}, query: [], caller: unrestricted };
  return JSON.parse((await handler(world.context, request)).body);
}

describe('the topology', () => {
  test('tells of each node what it is meant to be, and what it holds', async () => {
    const index = indexOn(topology, (placement) => ({ ...placement, hosts: ['a'] }));
    const indexes = [index, { ...index, uid: 'hidden', visible: false }];
    const answer = await ask(getTopology, new FleetWorld({ topology, indexes }));
    expect(answer).toMatchObject({
      fleet_version: 1,
      shards: 8,
      replica_groups: 1,
      rebalance_in_progress: false,
      rebalance_paused: false,
      degraded_node_count: 0,
      nodes: [
        { id: 'a', address: 'http://a:7700', status: 'active', shard_count: 16 },
        { id: 'b', address: 'http://b:7700', status: 'draining', shard_count: 0 },
      ],
    });
  });

  test('counts what an index would get while there is none', async () => {
    const { nodes } = await ask(getTopology, new FleetWorld({ topology: topologyOf('a b') }));
    const counts: number[] = nodes.map((node: { shard_count: number }) => node.shard_count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(8);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('calls a node failed that does not answer, or was given up', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b c:failed') });
    for (let count = 0; count < 3; count += 1) {
      world.context.cluster.probed('b', { kind: 'failure', failure: 'timeout', message: '' }, 0);
    }
    const answer = await ask(getTopology, world);
    expect(answer.nodes.map((node: { status: string }) => node.status)).toEqual([
      'active',
      'failed',
      'failed',
    ]);
    expect(answer.degraded_node_count).toBe(2);
  });

  test('says that shards are not where they ought to be', async () => {
    const indexes = [indexOn(topologyOf('a b'))];
    const answer = await ask(getTopology, new FleetWorld({ topology, indexes }));
    expect(answer.rebalance_in_progress).toBe(true);
  });
});

describe('the shards', () => {
  test('tell where new indexes go, and where each index is', async () => {
    const index = indexOn(topology, (placement) => ({
      ...placement,
      shards: placement.shards.map((shard, at) =>
        at === 2 ? { ...shard, incoming: ['c'], outgoing: ['b'] } : shard,
      ),
    }));
    const answer = await ask(getShards, new FleetWorld({ topology, indexes: [index] }));
    expect(answer.shards['7']).toEqual(['a']);
    expect(Object.keys(answer.shards)).toHaveLength(8);
    expect(answer.indexes.movies['0']).toEqual({ replicas: [['a']], incoming: [], outgoing: [] });
    expect(answer.indexes.movies['2']).toEqual({
      replicas: [['a']],
      incoming: ['c'],
      outgoing: ['b'],
    });
  });
});
