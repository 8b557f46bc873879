import { describe, expect, test } from 'vitest';
import { compareNumbers } from '../base/order.ts';
import { shardForKey } from '../placement/hash.ts';
import type { ShardPlacement } from '../placement/placement.ts';
import { noFault, type PlantedBug } from '../ports/fault.ts';
import { bodyOf } from '../ports/node-client.ts';
import { shardFilter } from '../protocol/markers.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { deletionsEverywhere, deletionsOfIds } from './deletion-batches.ts';

function place(
  replicas: readonly string[],
  incoming: readonly string[] = [],
  outgoing: readonly string[] = [],
): ShardPlacement {
  return { replicas: [replicas], incoming, outgoing, version: 1 };
}

/** `a` and `b` hold something and are tidy; `c` is being given shard 2; `d` is being rid of 0. */
const shards = [
  place(['a', 'b'], [], ['d']),
  place(['a', 'c', 'd']),
  place(['b'], ['c']),
  place(['a'], ['e']),
];
const index = testIndex({
  shards: shards.length,
  placement: { version: 1, hosts: ['a', 'b', 'c', 'd', 'e', 'f'], shards },
});

function contextWith(...planted: readonly PlantedBug[]) {
  const { ports } = testPorts(() => {
    throw new Error('no node is called');
  });
  const fault = { ...noFault, planted: (bug: PlantedBug) => planted.includes(bug) };
  return testContext({ ...ports, fault }, [index]);
}

const context = contextWith();

describe('a deletion of documents by id', () => {
  const ids = Array.from({ length: 40 }, (_, id) => `${id}`);
  const request = (own: readonly string[]) =>
    ({ method: 'POST', path: '/delete', body: JSON.stringify(own) }) as const;

  test('goes to every node that holds a shard, and by itself to those that are given one', () => {
    const batches = deletionsOfIds(context, index, ids, request);
    expect(batches.map(({ node, incoming = false }) => `${node} ${incoming}`).toSorted()).toEqual([
      'a false',
      'b false',
      'c false',
      'c true',
      'd false',
      'e true',
    ]);
    for (const batch of batches) {
      const named = shards.flatMap(({ replicas, incoming }, shard) =>
        (batch.incoming ? incoming : replicas.flat()).includes(batch.node) ? [shard] : [],
      );
      expect(batch.shards.toSorted(compareNumbers)).toEqual(named);
      const own = ids.filter((id) => named.includes(shardForKey(id, shards.length)));
      expect(JSON.parse(bodyOf(batch.request))).toEqual(own);
    }
  });

  test('goes to no node of which it names nothing', () => {
    const [id = ''] = ids.filter((each) => shardForKey(each, shards.length) === 2);
    const batches = deletionsOfIds(context, index, [id], request);
    expect(batches.map(({ node, shards: own }) => [node, own])).toEqual([
      ['b', [2]],
      ['c', [2]],
    ]);
  });
});

describe('a deletion of all that match', () => {
  const batchesOf = (filter: string | null, of = context) =>
    deletionsEverywhere(of, index, filter).map(({ node, shards: own, request, incoming }) => ({
      node,
      own,
      method: request.method,
      filter: request.body === undefined ? null : JSON.parse(bodyOf(request)).filter,
      isIncoming: incoming === true,
    }));
  const of = (node: string, filter: string | null) =>
    batchesOf(filter).filter((batch) => batch.node === node);

  test('is the client’s own on a node that holds nothing else', () => {
    expect(of('a', '"x = 1"')).toEqual([
      { node: 'a', own: [0, 1, 3], method: 'POST', filter: 'x = 1', isIncoming: false },
    ]);
    expect(of('b', null)).toEqual([
      { node: 'b', own: [0, 2], method: 'DELETE', filter: null, isIncoming: false },
    ]);
  });

  test('is split on a node that is being given shards', () => {
    const [held, given] = [shardFilter([1]), shardFilter([2])];
    expect(of('c', '"x = 1"')).toEqual([
      { node: 'c', own: [1], method: 'POST', filter: ['x = 1', held], isIncoming: false },
      { node: 'c', own: [2], method: 'POST', filter: ['x = 1', given], isIncoming: true },
    ]);
    expect(of('e', null)).toEqual([
      { node: 'e', own: [3], method: 'POST', filter: [shardFilter([3])], isIncoming: true },
    ]);
  });

  test('leaves what is on its way from a node alone', () => {
    expect(of('d', null)).toEqual([
      { node: 'd', own: [1], method: 'POST', filter: [shardFilter([1])], isIncoming: false },
    ]);
  });

  test('does not go to nodes without a part in the index', () => {
    expect(of('f', null)).toEqual([]);
  });
});

describe('planted bugs', () => {
  test('M4 keeps deletions by id from nodes that are being given a shard', () => {
    const ids = Array.from({ length: 40 }, (_, id) => `${id}`);
    const batches = deletionsOfIds(contextWith('M4'), index, ids, () => ({
      method: 'POST',
      path: '/delete',
    }));
    expect(batches.filter(({ incoming }) => incoming)).toEqual([]);
    expect(batches.length).toBe(4);
  });

  test('M45 keeps deletions by filter from them', () => {
    const batches = deletionsEverywhere(contextWith('M45'), index, '"x = 1"');
    expect(batches.filter(({ incoming }) => incoming)).toEqual([]);
  });
});
