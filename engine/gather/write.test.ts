import { describe, expect, test } from 'vitest';
import { newPlacement } from '../placement/placement.ts';
import type { NodeReply } from '../ports/node-client.ts';
import type { NodeTask } from '../ports/task-store.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testSession } from '../testing/store.ts';
import {
  type BatchRound,
  degradedHeader,
  judgeQuorum,
  type NodeBatch,
  sendBatches,
} from './write.ts';

const accepted: NodeReply = {
  kind: 'reply',
  status: 202,
  body: '{"taskUid":41,"status":"enqueued"}',
};
const timeout: NodeReply = { kind: 'failure', failure: 'timeout', message: 'too slow' };
const request = { method: 'POST', path: '/indexes/movies/documents', body: '[]' } as const;

function round(operation: string, batches: readonly NodeBatch[]): BatchRound {
  return { session: testSession, operation, batches };
}

describe('sending a write', () => {
  test('keeps in mind what a node is only being given', async () => {
    const { ports } = testPorts(() => accepted);
    const outcome = await sendBatches(
      testContext(ports),
      round('write', [{ node: 'meili-0', shards: [1], request, incoming: true }]),
    );
    expect(outcome.accepted).toEqual([
      { node: 'meili-0', taskUid: 41, shards: [1], status: 'pending', incoming: true },
    ]);
  });

  test('sends nothing to a node that was given up or is gone', async () => {
    const { ports, calls } = testPorts(() => accepted);
    const [first, ...others] = testConfig.topology.nodes;
    const nodes = [...others, ...(first ? [{ ...first, state: 'failed' as const }] : [])];
    const topology = { ...testConfig.topology, nodes };
    const outcome = await sendBatches(
      testContext(ports, [], { ...testConfig, topology }),
      round('write', [
        { node: 'meili-0', shards: [1], request },
        { node: 'gone', shards: [1], request },
      ]),
    );
    expect(calls).toEqual([]);
    expect(outcome.missed).toEqual([
      { node: 'meili-0', shards: [1], reason: 'given up', sent: false },
      { node: 'gone', shards: [1], reason: 'given up', sent: false },
    ]);
  });

  test('keeps the node’s task number of what was enqueued, and the reason of what was not', async () => {
    const { ports } = testPorts((node) => (node === 'meili-0' ? accepted : timeout));
    const outcome = await sendBatches(
      testContext(ports),
      round('write', [
        { node: 'meili-0', shards: [1, 2], request },
        { node: 'meili-1', shards: [2], request },
      ]),
    );
    expect(outcome).toEqual({
      accepted: [{ node: 'meili-0', taskUid: 41, shards: [1, 2], status: 'pending' }],
      missed: [{ node: 'meili-1', shards: [2], reason: 'timeout', sent: true }],
      refusal: null,
    });
  });

  test('sends what follows only after the first was enqueued', async () => {
    const { ports, calls } = testPorts(() => timeout);
    const followedBy = { method: 'PATCH', path: '/indexes/movies/settings' } as const;
    await sendBatches(
      testContext(ports),
      round('create', [{ node: 'meili-0', shards: [], request, followedBy }]),
    );
    expect(calls).toHaveLength(1);
    const willing = testPorts(() => accepted);
    const outcome = await sendBatches(
      testContext(willing.ports),
      round('create', [{ node: 'meili-0', shards: [], request, followedBy }]),
    );
    expect(willing.calls.map((call) => call.request.method)).toEqual(['POST', 'PATCH']);
    expect(outcome.accepted).toHaveLength(2);
  });

  test('sends nothing for a session that is not its own any more', async () => {
    const { ports, calls } = testPorts(() => accepted);
    const context = testContext(ports);
    const batches = [{ node: 'meili-0', shards: [3], request }];
    const other = { session: testSession + 1, operation: 'write', batches };
    expect((await sendBatches(context, other)).missed).toEqual([
      { node: 'meili-0', shards: [3], reason: 'session over', sent: false },
    ]);
    context.session.lose();
    expect((await sendBatches(context, round('write', batches))).accepted).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('keeps the words of a node that calls the request wrong', async () => {
    const refusal: NodeReply = { kind: 'reply', status: 400, body: '{"code":"bad_request"}' };
    const { ports } = testPorts(() => refusal);
    const outcome = await sendBatches(
      testContext(ports),
      round('write', [{ node: 'meili-0', shards: [0], request }]),
    );
    expect(outcome.refusal).toEqual({ status: 400, body: '{"code":"bad_request"}' });
    expect(outcome.missed[0]).toMatchObject({ reason: 'status 400', sent: false });
  });
});

/** Two groups of three nodes with three replicas each. */
const twoGroups = {
  ...testConfig,
  topology: {
    ...testConfig.topology,
    replicaGroups: 2,
    replicationFactor: 3,
    nodes: ['a0', 'a1', 'a2', 'b0', 'b1', 'b2'].map((id) => ({
      id,
      address: '',
      replicaGroup: id.startsWith('a') ? 0 : 1,
      state: 'active' as const,
    })),
  },
};

function taken(...nodes: string[]): NodeTask[] {
  return nodes.map((node) => ({ node, taskUid: 1, shards: [0, 1], status: 'pending' }));
}

describe('the quorum', () => {
  const { ports } = testPorts(() => accepted);
  const index = testIndex({ placement: newPlacement(twoGroups.topology, 8) });
  const context = testContext(ports, [index], twoGroups);
  const judge = (...nodes: string[]) => judgeQuorum(context, index, [1, 0], taken(...nodes));

  test('is two of three in a group; one group suffices', () => {
    expect(judge('a0', 'a1', 'a2', 'b0', 'b1', 'b2')).toEqual({
      failedShards: [],
      degradedGroups: [],
      degradedShards: [],
    });
    expect(judge('a0', 'a1', 'b0', 'b2').degradedGroups).toEqual([]);
    expect(judge('b0', 'b2')).toEqual({
      failedShards: [],
      degradedGroups: [0],
      degradedShards: [0, 1],
    });
    expect(degradedHeader(judge('b0', 'b2'))).toBe('groups=0; shards=0,1');
  });

  test('acknowledgements of two groups do not add up', () => {
    expect(judge('a0', 'b0').failedShards).toEqual([0, 1]);
  });

  test('is judged shard by shard', () => {
    const tasks: NodeTask[] = [
      { node: 'a0', taskUid: 1, shards: [0, 1], status: 'pending' },
      { node: 'a1', taskUid: 1, shards: [1], status: 'pending' },
    ];
    expect(judgeQuorum(context, index, [0, 1], tasks)).toEqual({
      failedShards: [0],
      degradedGroups: [0, 1],
      degradedShards: [0, 1],
    });
  });

  describe('while shards move', () => {
    /** Judges a write to shard 0, which is at `replicas`. */
    const judgeAt = (replicas: readonly (readonly string[])[], ...tasks: NodeTask[]) => {
      const place = { replicas, incoming: ['c'], outgoing: [], version: 1 };
      const placed = testIndex({ placement: { version: 1, hosts: [], shards: [place] } });
      return judgeQuorum(context, placed, [0], tasks);
    };
    const kept = { failedShards: [], degradedGroups: [], degradedShards: [] };

    test('a group that has not been given the shard yet has no say', () => {
      expect(judgeAt([[], ['b0', 'b1', 'b2']], ...taken('b0', 'b2'))).toEqual(kept);
      expect(judgeAt([['a0'], []], ...taken('a0'))).toEqual(kept);
      const { failedShards, degradedGroups } = judgeAt([[], ['b0', 'b1', 'b2']], ...taken('b0'));
      expect([failedShards, degradedGroups]).toEqual([[0], [1]]);
    });

    test('a group is judged by the replicas that it has now', () => {
      expect(judgeAt([['a0', 'a1', 'a2', 'a3']], ...taken('a0', 'a1')).failedShards).toEqual([0]);
      expect(judgeAt([['a0', 'a1', 'a2', 'a3']], ...taken('a0', 'a1', 'a2'))).toEqual(kept);
      expect(judgeAt([['a0', 'a1']], ...taken('a0')).failedShards).toEqual([0]);
    });

    test('what a node takes that is only being given the shard does not count', () => {
      const given = taken('c').map((task) => ({ ...task, incoming: true }) as const);
      expect(judgeAt([['a0', 'c']], ...taken('a0'), ...given).failedShards).toEqual([0]);
      expect(judgeAt([['a0']], ...given).failedShards).toEqual([0]);
    });
  });
});
