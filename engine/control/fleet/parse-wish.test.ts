import { describe, expect, test } from 'vitest';
import { FleetWorld, topologyOf } from './testing/fleet-world.ts';

async function refusal(line: string, body: unknown): Promise<string> {
  const world = new FleetWorld({ topology: topologyOf('a b') });
  const answer = await world.send(line, body);
  return `${answer.status} ${answer.body.message}`;
}

describe('a request that changes the fleet', () => {
  test.each<[string, unknown, string]>([
    ['POST /_miroir/nodes', '{', 'The body is not valid JSON.'],
    ['POST /_miroir/nodes', '[]', 'The body is not a JSON object.'],
    [
      'POST /_miroir/nodes',
      {},
      '`id` is not given; right would be up to 100 letters, digits, dots, hyphens and underscores.',
    ],
    [
      'POST /_miroir/nodes',
      { id: 'a/b', address: 'http://c' },
      '`id` is "a/b"; right would be up to 100 letters, digits, dots, hyphens and underscores.',
    ],
    [
      'POST /_miroir/nodes',
      { id: 'c', address: 'http://me:s3cret@c' },
      '`address` is "http://(hidden)@c"; right would be a URL such as http://meili-0:7700, without credentials, path or query.',
    ],
    [
      'POST /_miroir/nodes',
      { id: 'c', address: 'http://c', replica_group: '0' },
      '`replica_group` is "0"; right would be the number of a replica group.',
    ],
    [
      'POST /_miroir/nodes',
      { id: 'c', address: 'http://c', zone: 1 },
      'There is no field `zone` here; right would be id, address, replica_group.',
    ],
    [
      'POST /_miroir/nodes/a/drain',
      { force: true },
      'There is no field `force` here; right would be nothing.',
    ],
    ['DELETE /_miroir/nodes/a?force=yes', '', '`force` is "yes"; right would be true or false.'],
    [
      'DELETE /_miroir/nodes/a',
      { confirm: true },
      '`confirm` is true; right would be the text that the refusal named.',
    ],
    [
      'POST /_miroir/nodes/a/replace',
      { id: 'a', address: 'http://c' },
      '`id` is "a"; right would be another id than that of the node that goes.',
    ],
    [
      'POST /_miroir/replica_groups',
      { nodes: [] },
      '`nodes` is []; right would be the nodes of the group, as a list of {id, address}.',
    ],
    [
      'POST /_miroir/replica_groups',
      { nodes: [{ id: 'c', address: 'http://c' }, 7] },
      '`nodes[1]` is 7; right would be an object with id and address.',
    ],
    [
      'POST /_miroir/replica_groups',
      { nodes: [{ id: 'c', address: 'c' }] },
      '`nodes[0].address` is "c"; right would be a URL such as http://meili-0:7700, without credentials, path or query.',
    ],
    [
      'POST /_miroir/replica_groups',
      { nodes: [{ id: 'c', address: 'http://c', replica_group: 1 }] },
      'There is no field `nodes[0].replica_group` here; right would be id, address.',
    ],
    [
      'POST /_miroir/replication',
      { replication_factor: 0 },
      '`replication_factor` is 0; right would be a whole number from 1.',
    ],
    [
      'POST /_miroir/replication',
      { replication_factor: 1.5 },
      '`replication_factor` is 1.5; right would be a whole number from 1.',
    ],
    [
      'POST /_miroir/rebalance',
      { now: true },
      'There is no field `now` here; right would be nothing.',
    ],
    ['POST /_miroir/rebalance/pause', 'x', 'The body is not valid JSON.'],
  ])('%s with %j is told what would be right', async (line, body, message) => {
    expect(await refusal(line, body)).toBe(`400 ${message}`);
  });

  test('for a group that is no number is told that it is not there', async () => {
    expect(await refusal('DELETE /_miroir/replica_groups/one', '')).toBe(
      '404 There is no replica group one.',
    );
  });

  test('may leave the group of a node out where it is the first', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b@1') });
    await world.send('POST /_miroir/nodes', { id: 'c', address: 'http://c:7700' });
    expect(world.store.fleet.topology.nodes.at(-1)).toEqual({
      id: 'c',
      address: 'http://c:7700',
      replicaGroup: 0,
      state: 'joining',
    });
  });
});
