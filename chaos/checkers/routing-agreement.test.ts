import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../sim/trace/record.ts';
import { decodeShard } from './history/node-request.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import {
  auditOf,
  keysOf,
  ownersOf,
  placement,
  searchFor,
  shardMarker,
  TestRun,
  violationsOf,
} from './testing/history.ts';

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
  const exchange: Exchange = {
    proxy: 'p0',
    node,
    method,
    path: `/indexes/i/${path}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    sentAt: 5,
    servedAt: null,
    endedAt: null,
    fate: 'request-lost',
    status: null,
    reply: null,
  };
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
