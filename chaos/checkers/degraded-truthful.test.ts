import { describe, expect, test } from 'vitest';
import type { Exchange, RunRecord } from '../../sim/trace/record.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import {
  answer,
  heldBy,
  keysOf,
  placement,
  refused,
  searchFor,
  shardMarker,
  TestRun,
  violationsOf,
} from './testing/history.ts';
import {
  arriving,
  exchangeWith,
  leaving,
  movedShard,
  place,
  placed,
  staying,
} from './testing/movement.ts';

const name = 'degraded_truthful';

/** A search that is answered with this header, of which some exchanges went otherwise. */
function searchWith(
  header: string | null,
  change: (exchange: Exchange) => Exchange = (exchange) => exchange,
  isWritten = false,
): RunRecord {
  const fleet = new CorrectFleet();
  if (isWritten) fleet.post([{ id: 'a' }]);
  fleet.perform(searchFor());
  const record = fleet.record();
  const operations = record.operations.map((operation) =>
    operation.outcome.kind === 'answer' && header !== null && operation.intent.kind === 'search'
      ? {
          ...operation,
          outcome: { ...operation.outcome, headers: { 'x-miroir-degraded': header } },
        }
      : operation,
  );
  return { ...record, operations, exchanges: record.exchanges.map(change) };
}

const held = [...heldBy('n0')];
const missing = `shards=${held.join(',')}`;

function fails(fate: Exchange['fate'], status: number | null = null) {
  return (exchange: Exchange): Exchange =>
    exchange.node === 'n0' && exchange.path.endsWith('/search')
      ? { ...exchange, fate, status }
      : exchange;
}

describe('a search', () => {
  test('names no shard when all were answered for', () => {
    expect(keysOf(name, searchWith(null))).toEqual([]);
    expect(keysOf(name, searchWith('shards=0'))).toEqual(['i over-named']);
  });

  test('names all shards that nobody answered for', () => {
    const failures = [
      fails('request-lost'),
      fails('answer-lost', 200),
      fails('late', 200),
      fails('refused'),
      fails('answered', 503),
    ];
    for (const failure of failures) {
      expect(keysOf(name, searchWith(missing, failure))).toEqual([]);
      expect(keysOf(name, searchWith(null, failure))).toEqual(['i unnamed']);
      expect(keysOf(name, searchWith(`shards=${held[0]}`, failure))).toEqual(['i unnamed']);
    }
    const [violation] = violationsOf(name, searchWith(null, fails('refused')));
    expect(violation?.message).toBe(
      `c0.0 names no shard as missing, and shard ${held[0]} nobody answered for`,
    );
  });

  test('counts no answer that came after its own', () => {
    const late = (exchange: Exchange): Exchange =>
      exchange.node === 'n0' ? { ...exchange, endedAt: 1_000 } : exchange;
    expect(keysOf(name, searchWith(missing, late))).toEqual([]);
    expect(keysOf(name, searchWith(null, late))).toEqual(['i unnamed']);
    const never = (exchange: Exchange): Exchange =>
      exchange.node === 'n0' ? { ...exchange, endedAt: null } : exchange;
    expect(keysOf(name, searchWith(null, never))).toEqual(['i unnamed']);
  });

  test('may take a garbled answer either way', () => {
    expect(keysOf(name, searchWith(missing, fails('garbled', 200)))).toEqual([]);
    expect(keysOf(name, searchWith(null, fails('garbled', 200)))).toEqual([]);
  });

  test('asks without a filter for all that a node holds', () => {
    const whole = (exchange: Exchange): Exchange => ({
      ...exchange,
      body: exchange.body.replace(/_miroir_shard IN .*\]"/, 'rank = 1"'),
    });
    expect(searchWith(null, whole).exchanges[0]?.body).not.toContain('_miroir_shard');
    expect(keysOf(name, searchWith(null, whole))).toEqual([]);
  });

  test('may name a shard that was answered for once it was written to, but not in a quiet run', () => {
    const shard = placement.shardOf('a');
    const same = (exchange: Exchange): Exchange => exchange;
    const record = searchWith(`shards=${shard}`, same, true);
    expect(keysOf(name, record)).toEqual([]);
    expect(keysOf(name, { ...record, isQuiet: true })).toEqual(['i over-named']);
    expect(keysOf(name, searchWith(`shards=${(shard + 1) % 4}`, same, true))).toEqual([
      'i over-named',
    ]);
  });

  test('is not refused for want of shards that were answered for', () => {
    const refuse = (record: RunRecord): RunRecord => ({
      ...record,
      operations: record.operations.map((operation) => ({
        ...operation,
        outcome: refused(503, 'miroir_shard_unavailable'),
      })),
    });
    expect(keysOf(name, refuse(searchWith(null)))).toEqual(['refusal']);
    expect(keysOf(name, refuse(searchWith(null, fails('refused'))))).toEqual([]);
  });
});

describe('a search without a filter while a shard moves', () => {
  const second = 1_000_000;

  /** The leaving node is asked for all that it holds, at a time; the others for all other shards. */
  function keysAt(at: number, header: string | null): readonly string[] {
    const operation = new TestRun().add(
      searchFor(),
      answer(200, { hits: [] }, header === null ? {} : { 'x-miroir-degraded': header }),
      { from: at },
    );
    const path = '/indexes/i/search';
    const others = [0, 1, 2, 3].filter((shard) => shard !== movedShard);
    const list = others.map((shard) => `"${shardMarker(shard)}"`).join(', ');
    const filter = `_miroir_shard IN [${list}]`;
    const mark = { cropMarker: operation.id };
    const exchanges = [
      exchangeWith(staying, at, { path, status: 200, body: JSON.stringify({ ...mark, filter }) }),
      exchangeWith(leaving, at, { path, status: 200, body: JSON.stringify(mark) }),
    ];
    const placements = [
      placed(0, place([staying, leaving])),
      placed(20 * second, place([staying, arriving], [], [leaving])),
    ];
    return keysOf(name, new TestRun().record({ operations: [operation], exchanges, placements }));
  }

  test('reads what the node held when it was asked', () => {
    const named = `shards=${movedShard}`;
    expect(keysAt(10 * second, null)).toEqual([]);
    expect(keysAt(10 * second, named)).toEqual(['i over-named']);
    expect(keysAt(21 * second, null)).toEqual([]);
    expect(keysAt(21 * second, named)).toEqual([]);
    expect(keysAt(40 * second, null)).toEqual(['i unnamed']);
    expect(keysAt(40 * second, named)).toEqual([]);
  });
});
