import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type NodeSet, startNodes } from '../../../proxy/testing/in-process-fleet.ts';
import { UpstreamClient } from '../../../proxy/upstream/upstream-client.ts';
import type { Topology } from '../../cluster/topology.ts';
import type { NodeClient } from '../../ports/node-client.ts';
import { FleetWorld } from './testing/fleet-world.ts';

const nodeKey = 'testNodeKey0123456789';

let nodes: NodeSet;
const clients: UpstreamClient[] = [];

beforeAll(async () => {
  nodes = await startNodes(2);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(async () => {
  await nodes.stop();
});

function urlOf(place: number): string {
  return nodes.nodes[place]?.url ?? '';
}

function clientWith(key: string): UpstreamClient {
  const client = new UpstreamClient({
    nodes: [],
    nodeKey: key,
    connectionsMax: 4,
    idleTimeoutMs: 1000,
    connectTimeoutMs: 1000,
  });
  clients.push(client);
  return client;
}

/** A fleet of the first node, to which the other one may be added. */
function worldOver(client: NodeClient): FleetWorld {
  const topology: Topology = {
    replicaGroups: 1,
    replicationFactor: 1,
    shards: 8,
    nodes: [{ id: 'meili-0', address: urlOf(0), replicaGroup: 0, state: 'active' }],
  };
  client.know(topology.nodes);
  return new FleetWorld({ topology, nodes: client });
}

const candidate = () => ({ id: 'meili-1', address: urlOf(1) });

test('a real node joins while it is empty', async () => {
  const joins = await worldOver(clientWith(nodeKey)).send('POST /_miroir/nodes', candidate());
  expect([joins.status, joins.body.kind]).toEqual([202, 'add-node']);
  const created = await fetch(`${urlOf(1)}/indexes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${nodeKey}`, 'content-type': 'application/json' },
    body: '{"uid":"own"}',
  });
  expect(created.status).toBe(202);
  await expect
    .poll(() => worldOver(clientWith(nodeKey)).refusal('POST /_miroir/nodes', candidate()))
    .toBe('409 miroir_node_not_empty');
});

test('a real node with another key is refused', async () => {
  const others = clientWith('anotherKey0123456789');
  const fleet = clientWith(nodeKey);
  const world = worldOver({
    know(known) {
      fleet.know(known);
      others.know(known);
    },
    call: (node, request, options) =>
      (node === 'meili-0' ? fleet : others).call(node, request, options),
  });
  const { status, body } = await world.send('POST /_miroir/nodes', candidate());
  expect([status, body.code]).toEqual([400, 'miroir_node_unusable']);
  expect(body.message).toContain('does not take the key of the nodes');
});
