import { describe, expect, test } from 'vitest';
import type { DeclaredGap, ShardPlace } from '../../sim/trace/record.ts';
import {
  auditOf,
  keysOf,
  ownersOf,
  placement,
  testFleetAudit,
  TestRun,
} from './testing/history.ts';
import { place, placed } from './testing/movement.ts';

const name = 'converged';
const [first = '', second = ''] = ownersOf('a');
const shard = placement.shardOf('a');
const older = { id: 'a', _miroir_version: '((()' };
const newer = { id: 'a', _miroir_version: '(((,' };

function gap(node: string, reason = 'not-acknowledged'): DeclaredGap {
  return { indexUid: 'i', shard, node, since: 1, reason };
}

function keysFor(...audit: Parameters<typeof auditOf>): readonly string[] {
  return keysOf(name, new TestRun().record({ audit: auditOf(...audit) }));
}

describe('a fleet that has come to rest', () => {
  test('holds every document in one version, and declares nothing', () => {
    expect(keysFor([newer])).toEqual([]);
  });

  test('differs if an owner has another version, or nothing', () => {
    expect(keysFor([newer], { except: { [second]: [older] } })).toEqual(['i a']);
    expect(keysFor([newer], { except: { [second]: [] } })).toEqual(['i a']);
  });

  test('must not declare a replica that could be repaired', () => {
    for (const reason of ['not-acknowledged', 'interrupted']) {
      expect(keysFor([newer], { ledger: [gap(second, reason)] })).toEqual([`i ${shard}`]);
    }
    const electable = [gap(first, 'given-up'), gap(second)];
    expect(keysFor([newer], { ledger: electable })).toEqual([`i ${shard}`]);
  });

  test('is not judged where every replica lacks an acknowledged write', () => {
    const ledger = [gap(first), gap(second, 'task-failed')];
    expect(keysFor([newer], { ledger, except: { [second]: [older] } })).toEqual([]);
  });

  test('is not judged before it has come to rest', () => {
    const unsettled = { settled: false, ledger: [gap(second)], except: { [second]: [] } };
    expect(keysFor([newer], unsettled)).toEqual([]);
  });

  test('compares replicas only', () => {
    const keysWith = (moved: ShardPlace, ledger: readonly DeclaredGap[] = []) => {
      const audit = auditOf([newer], { except: { [second]: [older] }, ledger });
      return keysOf(name, new TestRun().record({ audit, placements: [placed(0, moved)] }));
    };
    expect(keysWith(place([first, second]))).toEqual(['i a']);
    expect(keysWith(place([first], [second]))).toEqual([]);
    expect(keysWith(place([first], [], [second]))).toEqual([]);
    expect(keysWith(place([first], [second]), [gap(second, 'incoming')])).toEqual([]);
    expect(keysWith(place([first]), [gap(second, 'incoming')])).toEqual([`i ${shard}`]);
  });

  test('leaves nodes alone that were given up', () => {
    const nodes = testFleetAudit.nodes.map((node) =>
      node.id === second ? { ...node, state: 'failed' } : node,
    );
    const fleet = { ...testFleetAudit, nodes };
    const ledger = [gap(second)];
    expect(keysFor([newer], { fleet, ledger, except: { [second]: [older] } })).toEqual([]);
    expect(keysFor([newer], { fleet, ledger: [gap(first)] })).toEqual([]);
  });
});
