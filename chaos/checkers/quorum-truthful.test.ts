import { describe, expect, test } from 'vitest';
import type { Intent, OperationOutcome } from '../../sim/trace/operation.ts';
import type { Exchange, FleetShape, RunRecord, ShardPlace } from '../../sim/trace/record.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import {
  acknowledged,
  keysOf,
  lost,
  ownersOf,
  refused,
  testFleet,
  violationsOf,
} from './testing/history.ts';
import { arriving, leaving, place, placed, staying } from './testing/movement.ts';

const name = 'quorum_truthful';
const [first = '', second = ''] = ownersOf('a');

const writes: readonly Intent[] = [
  { kind: 'write-documents', index: 'i', method: 'POST', documents: [{ id: 'a', v: 'x' }] },
  { kind: 'write-documents', index: 'i', method: 'PUT', documents: [{ id: 'a', v: 'x' }] },
  { kind: 'delete-documents', index: 'i', ids: ['a'] },
  { kind: 'clear-documents', index: 'i' },
  {
    kind: 'delete-by-filter',
    index: 'i',
    filter: { kind: 'equals', attribute: 'kind', value: 'red' },
  },
];
const [post = { kind: 'clear-documents', index: 'i' }] = writes;

/** A write with this outcome, of which some exchanges went otherwise. */
function writeWith(
  intent: Intent,
  outcome: OperationOutcome,
  change: Readonly<Record<string, Partial<Exchange>>> = {},
): RunRecord {
  const fleet = new CorrectFleet();
  fleet.perform(intent);
  const record = fleet.record();
  const operations = record.operations.map((operation) => ({ ...operation, outcome }));
  const exchanges = record.exchanges.map((exchange) => ({ ...exchange, ...change[exchange.node] }));
  return { ...record, operations, exchanges };
}

const unanswered = { fate: 'answer-lost' } as const;

describe('an acknowledged write', () => {
  test.each(writes)('has a quorum for each of its shards: $kind', (intent) => {
    expect(keysOf(name, writeWith(intent, acknowledged(0)))).toEqual([]);
    const broken: Partial<Exchange>[] = [
      unanswered,
      { fate: 'request-lost', status: null },
      { status: 503 },
      { endedAt: 1_000 },
      { proxy: 'p1' },
      { sentAt: -5 },
    ];
    for (const change of broken) {
      const record = writeWith(intent, acknowledged(0), { [first]: change });
      expect(keysOf(name, record)).toContain('i no quorum');
    }
  });

  test('may count an answer that was garbled on its way', () => {
    const garbled = { [first]: { fate: 'garbled' } } as const;
    expect(keysOf(name, writeWith(post, acknowledged(0), garbled))).toEqual([]);
    expect(keysOf(name, writeWith(post, refused(503, 'miroir_no_quorum'), garbled))).toEqual([]);
  });

  test('does not count the acknowledgements of another write', () => {
    for (const other of [
      [{ id: 'a', v: 'y' }],
      [
        { id: 'a', v: 'x' },
        { id: 'b', v: 'x' },
      ],
    ]) {
      const body = JSON.stringify(other);
      const record = writeWith(post, acknowledged(0), { [first]: { body } });
      expect(violationsOf(name, record)[0]?.message).toMatch(/no group has a quorum for shard/);
    }
  });

  test('does not count a deletion of others', () => {
    const intent = { kind: 'delete-documents', index: 'i', ids: ['a'] } as const;
    const body = JSON.stringify(['a', 'other']);
    const record = writeWith(intent, acknowledged(0), { [first]: { body } });
    expect(keysOf(name, record)).toContain('i no quorum');
  });

  test('that was refused for another reason promises nothing', () => {
    const record = writeWith(post, refused(400, 'bad_request'));
    expect(keysOf(name, { ...record, exchanges: [] })).toEqual([]);
    expect(keysOf(name, writeWith(post, lost, { [first]: unanswered }))).toEqual([]);
  });

  test('that was never sent is no acknowledged write, unless it was at fault', () => {
    const record = writeWith(post, acknowledged(0));
    const unsent = { ...record, exchanges: [] };
    expect(keysOf(name, unsent)).toContain('i no quorum');
    const error = { code: 'invalid_document_id', message: '' };
    const task = { uid: 0, indexUid: 'i', status: 'failed', type: '', error };
    const audit = record.audit === null ? null : { ...record.audit, tasks: [task] };
    expect(keysOf(name, { ...unsent, audit })).toEqual([]);
  });
});

describe('a group that lacks a quorum', () => {
  const twoGroups: FleetShape = {
    ...testFleet,
    replicaGroups: 2,
    nodes: [...testFleet.nodes, ...['m0', 'm1'].map((id) => ({ id, replicaGroup: 1 }))],
  };

  /** The same write, which reached the first group, and these nodes of the second. */
  function withSecondGroup(nodes: readonly string[], outcome: OperationOutcome): RunRecord {
    const record = writeWith(post, outcome);
    const [sample] = record.exchanges;
    const more = sample === undefined ? [] : nodes.map((node) => ({ ...sample, node }));
    return { ...record, fleet: twoGroups, exchanges: [...record.exchanges, ...more] };
  }

  test('is named, and no other', () => {
    const named = (header: string) => acknowledged(0, { 'x-miroir-degraded': header });
    expect(keysOf(name, withSecondGroup(['m0', 'm1'], acknowledged(0)))).toEqual([]);
    expect(keysOf(name, withSecondGroup(['m0'], acknowledged(0)))).toEqual(['i unnamed group']);
    expect(keysOf(name, withSecondGroup(['m0'], named('groups=1; shards=0')))).toEqual([]);
    expect(keysOf(name, withSecondGroup(['m0'], named('groups=0,1; shards=0')))).toEqual([
      'i over-named group',
    ]);
    expect(keysOf(name, withSecondGroup(['m0', 'm1'], named('groups=1; shards=0')))).toEqual([
      'i over-named group',
    ]);
  });
});

describe('a refusal for want of a quorum', () => {
  test('is a lie if every shard has one', () => {
    const noQuorum = refused(503, 'miroir_no_quorum');
    expect(keysOf(name, writeWith(post, noQuorum, { [second]: unanswered }))).toEqual([]);
    expect(keysOf(name, writeWith(post, noQuorum))).toEqual(['i refused']);
  });

  test('is believed while another attempt may be under way', () => {
    const record = writeWith(post, refused(503, 'miroir_no_quorum'));
    const again = record.operations.map((operation) => ({
      ...operation,
      id: 'c0.9',
      invokedAt: -20,
      endedAt: -10,
      outcome: lost,
    }));
    const operations = [...again, ...record.operations];
    expect(keysOf(name, { ...record, operations })).toEqual([]);
  });
});

describe('while a shard moves', () => {
  const write: Intent = {
    kind: 'write-documents',
    index: 'i',
    method: 'POST',
    documents: [{ id: 'a', v: 'x' }],
  };

  /** The shard was there, then elsewhere, and the write reached these nodes in the meantime. */
  function keysOfWrite(
    places: readonly ShardPlace[],
    nodes: readonly string[],
    outcome: OperationOutcome = acknowledged(0),
  ): readonly string[] {
    const record = writeWith(write, outcome);
    const [sample] = record.exchanges;
    const exchanges = sample === undefined ? [] : nodes.map((node) => ({ ...sample, node }));
    const placements = places.map((moved, version) => placed(version * 5 - 5, moved));
    return keysOf(name, { ...record, exchanges, placements });
  }

  const moving = place([staying, leaving], [arriving]);
  const moved = place([staying, arriving], [], [leaving]);

  test('nodes that are being given it do not count', () => {
    expect(keysOfWrite([moving], [staying, leaving, arriving])).toEqual([]);
    expect(keysOfWrite([moving], [staying, arriving])).toContain('i no quorum');
    const noQuorum = refused(503, 'miroir_no_quorum');
    expect(keysOfWrite([moving], [staying, arriving], noQuorum)).toEqual([]);
    expect(keysOfWrite([moving], [staying, leaving], noQuorum)).toEqual(['i refused']);
  });

  test('a write is true under some version that was in force', () => {
    const both = [moving, moved];
    expect(keysOfWrite(both, [staying, leaving])).toEqual([]);
    expect(keysOfWrite(both, [staying, arriving])).toEqual([]);
    expect(keysOfWrite(both, [leaving, arriving])).toContain('i no quorum');
    const long = [moving, moved, moved, moved, moved];
    expect(keysOfWrite(long, [staying])).toContain('i no quorum');
    expect(keysOfWrite([moving, moving, moving, moving, moved], [staying, arriving])).toContain(
      'i no quorum',
    );
  });

  test('a group that is given its first replicas need not be named, and may be', () => {
    const empty = { replicas: [[staying, leaving], []], incoming: [arriving], outgoing: [] };
    const named = acknowledged(0, { 'x-miroir-degraded': 'groups=1; shards=0' });
    expect(keysOfWrite([empty], [staying, leaving])).toEqual([]);
    expect(keysOfWrite([empty], [staying, leaving], named)).toEqual([]);
    expect(keysOfWrite([empty], [staying])).toContain('i no quorum');
  });
});
