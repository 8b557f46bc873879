import { describe, expect, test } from 'vitest';
import type { NodeReply } from '../ports/node-client.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { NodeRefusal } from './call.ts';
import { readShards } from './read.ts';

const index = testIndex();
const allShards = Array.from({ length: index.shards }, (_, shard) => shard);

function reply(status: number, body: string): NodeReply {
  return { kind: 'reply', status, body };
}

const refused: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };

/** Reads all shards; each value is the node and the shards that it answered for. */
async function read(respond: (node: string) => NodeReply, ledger: readonly BehindReplica[] = []) {
  const { ports, events, calls } = testPorts(respond);
  const context = testContext(ports, [index], testConfig, ledger);
  const outcome = await readShards(context, {
    operation: 'test',
    index,
    shards: allShards,
    sticky: 'text',
    request: ({ filter }) => ({ method: 'POST', path: '/x', body: filter ?? '' }),
    read: (body, slice) => ({ ...JSON.parse(body), node: slice.node, shards: slice.shards }),
  });
  return { ...outcome, events, calls };
}

function shardsRead(values: readonly { shards: readonly number[] }[]): number[] {
  return values.flatMap(({ shards }) => shards).toSorted((left, right) => left - right);
}

describe('a read over all shards', () => {
  test('asks for each shard once, of the fewest nodes, with a filter where a node holds more', async () => {
    const { values, missing, calls } = await read(() => reply(200, '{}'));
    expect(shardsRead(values)).toEqual(allShards);
    expect(missing).toEqual([]);
    expect(calls).toHaveLength(2);
    expect(calls.map(({ request }) => request.body).join(' ')).toContain('_miroir_shard IN [');
  });

  test('asks other replicas for what a dead node did not answer', async () => {
    for (const dead of ['meili-0', 'meili-1', 'meili-2']) {
      const { values, missing } = await read((node) =>
        node === dead ? refused : reply(200, '{}'),
      );
      expect(shardsRead(values)).toEqual(allShards);
      expect(missing).toEqual([]);
      expect(values.map(({ node }) => node)).not.toContain(dead);
    }
  });

  test.each([
    ['an error of its own', reply(500, '{}')],
    ['a lost index', reply(404, '{"code":"index_not_found"}')],
    ['another key', reply(403, '{"code":"invalid_api_key"}')],
    ['garbage', reply(200, '<html>')],
    ['a truncated body', reply(200, '{"a":')],
  ])('passes over a node with %s', async (_what, answer) => {
    const { values, missing } = await read((node) =>
      node === 'meili-1' ? answer : reply(200, '{}'),
    );
    expect(shardsRead(values)).toEqual(allShards);
    expect(missing).toEqual([]);
  });

  test('says which shards nobody answered for', async () => {
    const { values, missing } = await read((node) =>
      node === 'meili-0' ? reply(200, '{}') : refused,
    );
    expect([...shardsRead(values), ...missing].toSorted((a, b) => a - b)).toEqual(allShards);
    expect(missing.length).toBeGreaterThan(0);
    expect((await read(() => refused)).missing).toEqual(allShards);
  });

  test('hands on what every node would say', async () => {
    const refusal = read(() => reply(400, '{"code":"invalid_search_filter"}'));
    await expect(refusal).rejects.toThrow(NodeRefusal);
  });

  test('leaves out replicas that are behind, and says when there is no other', async () => {
    const entry = { indexUid: 'movies', since: 3, reason: 'task-failed' as const };
    const behind = (node: string) => allShards.map((shard) => ({ ...entry, node, shard }));
    const clean = await read(() => reply(200, '{}'), behind('meili-0'));
    expect(clean.values.map(({ node }) => node)).not.toContain('meili-0');
    expect(clean.stale).toEqual([]);
    const both = [...behind('meili-0'), ...behind('meili-1')];
    const stale = await read(() => reply(200, '{}'), both);
    expect(shardsRead(stale.values)).toEqual(allShards);
    expect(stale.stale.length).toBeGreaterThan(0);
  });
});
