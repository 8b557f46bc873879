import { describe, expect, test } from 'vitest';
import type { Audit, DeclaredGap, RunRecord, ShardPlace } from '../../sim/trace/record.ts';
import {
  acknowledged,
  auditOf,
  keysOf,
  lost,
  ownersOf,
  placement,
  refused,
  TestRun,
  violationsOf,
} from './testing/history.ts';
import { place, placed } from './testing/movement.ts';

const name = 'acked_write_durable';
const [first = '', second = ''] = ownersOf('a');

function gap(node: string): DeclaredGap {
  const shard = placement.shardOf('a');
  return { indexUid: 'i', shard, node, since: 1, reason: 'not-acknowledged' };
}

/** Document `a` was written twice; both writes were acknowledged. */
function runWithTwoWrites(): TestRun {
  const run = new TestRun();
  run.write('POST', [{ id: 'a', v: 'one', kind: 'red' }], acknowledged(1));
  run.write('PUT', [{ id: 'a', v: 'two', rank: 2 }], acknowledged(2));
  return run;
}

const one = { id: 'a', v: 'one', kind: 'red' };
const two = { id: 'a', v: 'two', kind: 'red', rank: 2 };

describe('an acknowledged write', () => {
  test('is on every owner in the end, member by member', () => {
    const record = runWithTwoWrites().record({ audit: auditOf([two]) });
    expect(keysOf(name, record)).toEqual([]);
  });

  test('is missed on one owner, whether older, absent or incomplete there', () => {
    for (const copy of [[one], [], [{ id: 'a', v: 'two', rank: 2 }]]) {
      const audit = auditOf([two], { except: { [second]: copy } });
      const [violation] = violationsOf(name, runWithTwoWrites().record({ audit }));
      expect(violation?.key).toBe('i/a');
      expect(violation?.message).toMatch(new RegExp(`node ${second} stores i/a`));
      expect(violation?.operations).toEqual(['c0.0', 'c0.1']);
    }
  });

  test('may lack on an owner that is declared, but not on all', () => {
    const audit = auditOf([two], { except: { [second]: [one] }, ledger: [gap(second)] });
    expect(keysOf(name, runWithTwoWrites().record({ audit }))).toEqual([]);
    const ledger = [gap(first), gap(second)];
    const half = auditOf([two], { except: { [second]: [] }, ledger });
    expect(keysOf(name, runWithTwoWrites().record({ audit: half }))).toEqual([]);
    const partial = auditOf([one], {
      except: { [second]: [{ id: 'a', v: 'two', rank: 2 }] },
      ledger,
    });
    expect(keysOf(name, runWithTwoWrites().record({ audit: partial }))).toEqual([]);
    const gone = auditOf([one], { ledger });
    expect(violationsOf(name, runWithTwoWrites().record({ audit: gone }))[0]?.message).toMatch(
      /no replica of i\/a has its last version: two/,
    );
  });

  test('of a deletion by filter may have met another state on a replica that is declared', () => {
    const run = runWithTwoWrites();
    const filter = { kind: 'exists', attribute: 'rank' } as const;
    run.add({ kind: 'delete-by-filter', index: 'i', filter }, acknowledged(3));
    const ledger = [gap(first), gap(second)];
    const kept = auditOf([two], { except: { [second]: [{ id: 'a', v: 'two' }] }, ledger });
    expect(keysOf(name, run.record({ audit: kept }))).toEqual([]);
    expect(keysOf(name, run.record({ audit: auditOf([], { ledger }) }))).toEqual([]);
    expect(keysOf(name, run.record({ audit: auditOf([one], { ledger }) }))).toEqual(['i/a']);
    run.write('POST', [{ id: 'a', v: 'lost' }], lost);
    const ambiguous = auditOf([{ id: 'a', v: 'lost' }], { ledger });
    expect(keysOf(name, run.record({ audit: ambiguous }))).toEqual([]);
  });

  test('is not looked for while the fleet has not come to rest', () => {
    const audit = auditOf([], { settled: false });
    expect(keysOf(name, runWithTwoWrites().record({ audit }))).toEqual([]);
    expect(keysOf(name, runWithTwoWrites().record())).toEqual([]);
  });

  test('need not outlive all of its nodes', () => {
    const audit = auditOf([]);
    const wiped = (node: string) => ({ at: 5, kind: 'wipe', target: node });
    const half = runWithTwoWrites().record({ audit, faults: [wiped(first)] });
    expect(keysOf(name, half)).toEqual(['i/a']);
    const all = runWithTwoWrites().record({ audit, faults: [wiped(first), wiped(second)] });
    expect(keysOf(name, all)).toEqual([]);
  });

  test('of a deletion leaves nothing', () => {
    const run = runWithTwoWrites();
    run.add({ kind: 'delete-documents', index: 'i', ids: ['a'] }, acknowledged(3));
    expect(keysOf(name, run.record({ audit: auditOf([]) }))).toEqual([]);
    expect(keysOf(name, run.record({ audit: auditOf([two]) }))).toEqual(['i/a']);
  });
});

describe('an ambiguous write', () => {
  test('may be there or not, but the same on all owners', () => {
    for (const outcome of [lost, refused(503, 'miroir_no_quorum')]) {
      const run = runWithTwoWrites();
      run.write('POST', [{ id: 'a', v: 'three' }], outcome);
      const three = { id: 'a', v: 'three' };
      expect(keysOf(name, run.record({ audit: auditOf([two]) }))).toEqual([]);
      expect(keysOf(name, run.record({ audit: auditOf([three]) }))).toEqual([]);
      const mixed = auditOf([two], { except: { [second]: [three] } });
      expect(violationsOf(name, run.record({ audit: mixed }))[0]?.message).toMatch(/differ/);
      expect(keysOf(name, run.record({ audit: auditOf([one]) }))).toEqual(['i/a']);
    }
  });

  test('that was refused for its fault leaves nothing', () => {
    const run = runWithTwoWrites();
    run.write('POST', [{ id: 'a', v: 'three' }], refused(400, 'bad_request'));
    const audit = auditOf([{ id: 'a', v: 'three' }]);
    expect(keysOf(name, run.record({ audit }))).toEqual(['i/a']);
  });
});

describe('an index', () => {
  test('is on every host, unless it may have been deleted', () => {
    const run = new TestRun();
    run.add({ kind: 'create-index', index: 'i', primaryKey: 'id' }, acknowledged(1));
    const audit = auditOf([]);
    expect(keysOf(name, run.record({ audit }))).toEqual([]);
    const [one1, ...rest] = audit.nodes;
    const lacking = { ...audit, nodes: [{ node: 'n0', indexes: [], tasks: [] }, ...rest] };
    expect(one1?.node).toBe('n0');
    expect(violationsOf(name, run.record({ audit: lacking }))[0]?.message).toBe(
      'node n0 has no index i, which acknowledged writes made',
    );
    run.add({ kind: 'delete-index', index: 'i' }, lost);
    expect(keysOf(name, run.record({ audit: lacking }))).toEqual([]);
  });
});

describe('after a move', () => {
  const record = (moved: ShardPlace, audit: Audit): RunRecord =>
    runWithTwoWrites().record({ audit, placements: [placed(0, moved, false)] });

  test('the replicas in the end count, and no others', () => {
    const audit = auditOf([two], { except: { [second]: [one] } });
    expect(keysOf(name, record(place([first, second]), audit))).toEqual(['i/a']);
    expect(keysOf(name, record(place([first], [second]), audit))).toEqual([]);
    expect(keysOf(name, record(place([first], [], [second]), audit))).toEqual([]);
    const [lost1] = violationsOf(name, record(place([first, 'n3']), audit));
    expect(lost1?.message).toMatch(/^node n3 stores i\/a as absent/);
  });

  test('an index is on its hosts, but for those that were given up', () => {
    const audit = auditOf([two]);
    const { placement: placedThere } = placed(0, place([first, second]));
    const onSpare = runWithTwoWrites().record({
      audit,
      placements: [{ at: 0, index: 'i', placement: placedThere }],
    });
    expect(violationsOf(name, onSpare).map(({ message }) => message)).toEqual([
      'node n3 has no index i, which acknowledged writes made',
    ]);
    const failed = { id: 'n3', replicaGroup: 0, state: 'failed' };
    const fleet = { ...audit.fleet, nodes: [...audit.fleet.nodes, failed] };
    expect(keysOf(name, { ...onSpare, audit: { ...audit, fleet } })).toEqual([]);
    const placements = [placed(0, place([first, second]), false)];
    expect(keysOf(name, { ...onSpare, placements })).toEqual([]);
  });

  test('what was lost before the shard moved is not on those that have it now', () => {
    const placements = [placed(0, place([first]), false), placed(50, place([second]), false)];
    const audit = auditOf([]);
    const wiped = (at: number) => [{ at, kind: 'wipe', target: first }];
    const run = runWithTwoWrites();
    expect(keysOf(name, run.record({ audit, placements, faults: wiped(40) }))).toEqual([]);
    expect(keysOf(name, run.record({ audit, placements, faults: wiped(60) }))).toEqual(['i/a']);
  });
});
