import { describe, expect, test } from 'vitest';
import type { Audit, ClaimEvent, PlacementEvent, RunRecord } from '../../sim/trace/record.ts';
import { decodeShard } from './history/node-request.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import {
  auditOf,
  keysOf,
  ownersOf,
  placement,
  searchFor,
  shardMarker,
  testFleetAudit,
  TestRun,
  violationsOf,
} from './testing/history.ts';
import {
  arriving,
  correctMove,
  exchangeWith,
  leaving,
  movedPlaces,
  movedShard,
  placed,
} from './testing/movement.ts';

const name = 'routing_agreement';
const [owner = ''] = ownersOf('a');
const stranger = ['n0', 'n1', 'n2'].find((node) => !ownersOf('a').includes(node)) ?? '';
const shard = placement.shardOf('a');

/** What is found when a proxy sends one request to a node. */
function keysAfter(
  node: string,
  method: string,
  path: string,
  body: unknown = '',
): readonly string[] {
  const run = new TestRun();
  const exchange = exchangeWith(node, 5, {
    method,
    path: `/indexes/i/${path}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    servedAt: null,
    endedAt: null,
    fate: 'request-lost',
  });
  run.exchanges.push(exchange);
  return keysOf(name, run.record());
}

const marked = { id: 'a', v: 'x', _miroir_shard: shardMarker(shard) };

describe('a node', () => {
  test('is sent the documents of its shards only', () => {
    expect(keysAfter(owner, 'POST', 'documents?primaryKey=id', [marked])).toEqual([]);
    expect(keysAfter(stranger, 'POST', 'documents?primaryKey=id', [marked])).toEqual([
      'i writes a document',
    ]);
    expect(keysAfter('nobody', 'PUT', 'documents', [marked])).toEqual(['i writes a document']);
  });

  test('is sent documents under their right shard', () => {
    const wrong = { ...marked, _miroir_shard: shardMarker((shard + 1) % 4) };
    expect(keysAfter(owner, 'POST', 'documents', [wrong])).toEqual(['i marker']);
    expect(keysAfter(owner, 'POST', 'documents', [{ id: 'a', v: 'x' }])).toEqual(['i marker']);
  });

  test('is asked to delete and to read what it holds only', () => {
    expect(keysAfter(owner, 'POST', 'documents/delete-batch', ['a'])).toEqual([]);
    expect(keysAfter(stranger, 'POST', 'documents/delete-batch', ['a'])).toEqual([
      'i deletes a document',
    ]);
    expect(keysAfter(owner, 'DELETE', 'documents/a')).toEqual([]);
    expect(keysAfter(stranger, 'DELETE', 'documents/a')).toEqual(['i deletes a document']);
    expect(keysAfter(owner, 'GET', 'documents/a')).toEqual([]);
    expect(keysAfter(stranger, 'GET', 'documents/a?fields=v')).toEqual(['i reads a document']);
    expect(keysAfter(stranger, 'DELETE', 'documents')).toEqual([]);
  });

  test('is searched for the shards that it holds only', () => {
    const filter = `_miroir_shard IN ["${shardMarker(shard)}"]`;
    for (const path of ['search', 'documents/fetch']) {
      expect(keysAfter(owner, 'POST', path, { filter })).toEqual([]);
      expect(keysAfter(stranger, 'POST', path, { filter })).toEqual(['i asks for documents']);
      expect(keysAfter(stranger, 'POST', path, { filter: ['kind = a', filter] })).toEqual([
        'i asks for documents',
      ]);
      expect(keysAfter(stranger, 'POST', path, {})).toEqual([]);
    }
  });

  test('stores nothing of other shards', () => {
    const fleet = new CorrectFleet();
    fleet.post([{ id: 'a' }]);
    fleet.perform(searchFor());
    expect(keysOf(name, fleet.record())).toEqual([]);
    const audit = auditOf([], { except: { [stranger]: [{ id: 'a', v: 'c0.0' }] } });
    expect(violationsOf(name, fleet.record({ audit }))[0]?.message).toBe(
      `node ${stranger} stores i/a of shard ${shard}, which it does not hold`,
    );
  });
});

test('markers are read in base eight, brackets and all', () => {
  expect([0, 7, 8, 4095].map((number) => decodeShard(shardMarker(number)))).toEqual([
    0, 7, 8, 4095,
  ]);
  expect([decodeShard(''), decodeShard('12')]).toEqual([Number.NaN, Number.NaN]);
});

describe('while a shard moves, a node', () => {
  const second = 1_000_000;
  /** The moved shard is there from each of these times on, in seconds. */
  const story: readonly PlacementEvent[] = movedPlaces.map((moved, version) =>
    placed(version * 10 * second, moved),
  );
  const document = { ...marked, _miroir_shard: shardMarker(movedShard) };
  const filter = `_miroir_shard IN ["${shardMarker(movedShard)}"]`;
  const write = { method: 'POST', path: 'documents', body: JSON.stringify([document]) };
  const removal = { method: 'POST', path: 'documents/delete-batch', body: '["a"]' };
  const search = { method: 'POST', path: 'search', body: JSON.stringify({ filter }) };
  const get = { method: 'GET', path: 'documents/a', body: '' };
  const fetch = { ...search, path: 'documents/fetch' };

  function keysAt(
    seconds: number,
    node: string,
    { path, ...rest }: typeof write,
    change: Partial<RunRecord> = {},
  ): readonly string[] {
    const asked = { ...rest, path: `/indexes/i/${path}` };
    const exchanges = [exchangeWith(node, seconds * second, asked)];
    return keysOf(name, new TestRun().record({ placements: story, exchanges, ...change }));
  }

  test('gets writes from the moment that it is given the shard to the moment that it loses it', () => {
    for (const request of [write, removal]) {
      expect(keysAt(9, arriving, request)).toHaveLength(1);
      for (const at of [11, 21, 45]) expect(keysAt(at, arriving, request)).toEqual([]);
      for (const at of [5, 15, 29, 31]) expect(keysAt(at, leaving, request)).toEqual([]);
      for (const at of [32, 45]) expect(keysAt(at, leaving, request)).toHaveLength(1);
    }
  });

  test('is read from the moment that it is a replica', () => {
    for (const request of [search, get, fetch]) {
      expect(keysAt(19, arriving, request)).toHaveLength(1);
      for (const at of [21, 45]) expect(keysAt(at, arriving, request)).toEqual([]);
      for (const at of [5, 31, 35]) expect(keysAt(at, leaving, request)).toEqual([]);
      for (const at of [37, 45]) expect(keysAt(at, leaving, request)).toHaveLength(1);
    }
  });

  test('is looked into by who has the claim of the index', () => {
    const claims: readonly ClaimEvent[] = [
      { at: second, proxy: 'p0', session: 1, index: 'i', change: 'claimed' },
      { at: 38 * second, proxy: 'p0', session: 1, index: 'i', change: 'ended' },
    ];
    expect(keysAt(19, arriving, fetch, { claims })).toEqual([]);
    expect(keysAt(37, leaving, fetch, { claims })).toEqual([]);
    expect(keysAt(50, leaving, fetch, { claims })).toHaveLength(1);
    expect(keysAt(19, 'n9', fetch, { claims })).toHaveLength(1);
    expect(keysAt(19, arriving, search, { claims })).toHaveLength(1);
    const others = claims.map((claim) => ({ ...claim, proxy: 'p1' }));
    expect(keysAt(19, arriving, fetch, { claims: others })).toHaveLength(1);
  });
});

describe('in the end, a node', () => {
  const document = { id: 'a', v: 'c0.0' };
  const spare = { id: leaving, replicaGroup: 0, state: 'active' };

  function keysWhenStoredOn(
    node: string,
    placements: readonly PlacementEvent[],
    change: Partial<Audit> = {},
  ): readonly string[] {
    const nodes = testFleetAudit.nodes.filter(({ id }) => id !== leaving);
    const stored = {
      node,
      indexes: [{ uid: 'i', primaryKey: 'id', documents: [{ id: 'a', text: '{"id":"a"}' }] }],
      tasks: [],
    };
    const fleet = { ...testFleetAudit, nodes: [...nodes, spare] };
    const audit = { ...auditOf([document], { fleet, ...change }), nodes: [stored] };
    return keysOf(name, new TestRun().record({ placements, audit }));
  }

  test('has nothing left of a shard that it lost', () => {
    const { placements } = correctMove();
    expect(keysWhenStoredOn(arriving, placements)).toEqual([]);
    expect(keysWhenStoredOn(leaving, placements)).toEqual(['i stored']);
    expect(keysWhenStoredOn(leaving, placements, { settled: false })).toEqual([]);
    expect(keysWhenStoredOn('n9', placements, { settled: false })).toEqual([]);
  });

  test('may still have what is not deleted or not taken over yet', () => {
    const { placements } = correctMove();
    expect(keysWhenStoredOn(leaving, placements.slice(0, 4))).toEqual([]);
    expect(keysWhenStoredOn(arriving, placements.slice(0, 2))).toEqual([]);
    expect(keysWhenStoredOn(arriving, placements.slice(0, 1))).toEqual(['i stored']);
  });

  test('that is given up, or has left the fleet, keeps what it has', () => {
    const { placements } = correctMove();
    const failed = [...testFleetAudit.nodes, { ...spare, state: 'failed' }];
    const fleet = { ...testFleetAudit, nodes: failed };
    expect(keysWhenStoredOn(leaving, placements, { fleet })).toEqual([]);
    expect(keysWhenStoredOn(leaving, placements, { fleet: testFleetAudit })).toEqual([]);
  });
});
