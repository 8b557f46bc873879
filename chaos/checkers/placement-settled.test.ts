import { describe, expect, test } from 'vitest';
import type { DeclaredGap, FleetAudit, ShardPlace } from '../../sim/trace/record.ts';
import { wantedReplicas } from './rendezvous.ts';
import { auditOf, keysOf, testFleet, testFleetAudit, TestRun } from './testing/history.ts';
import {
  arriving,
  correctMove,
  leaving,
  movedPlaces,
  movedShard,
  place,
  placed,
  staying,
} from './testing/movement.ts';

const name = 'placement_settled';

interface End {
  readonly moved?: ShardPlace;
  readonly fleet?: FleetAudit;
  readonly ledger?: readonly DeclaredGap[];
  readonly settled?: boolean;
  readonly hasSpare?: boolean;
}

/** What is found if the run ends like that; by default, as it should. */
function keysAtTheEnd(end: End = {}): readonly string[] {
  const { moved = place([staying, arriving]), hasSpare = false, ...rest } = end;
  const audit = auditOf([], rest);
  return keysOf(name, new TestRun().record({ placements: [placed(0, moved, hasSpare)], audit }));
}

function gap(node: string, reason: string): DeclaredGap {
  return { indexUid: 'i', shard: movedShard, node, since: 1, reason };
}

describe('in the end, a shard', () => {
  test('is where the fleet wants it', () => {
    expect(keysAtTheEnd()).toEqual([]);
    expect(keysAtTheEnd({ moved: place([arriving, staying]) })).toEqual([]);
    const { placements } = correctMove();
    expect(keysOf(name, new TestRun().record({ placements, audit: auditOf([]) }))).toEqual([]);
  });

  test('is nowhere else, and not on its way', () => {
    for (const moved of [
      ...movedPlaces.slice(0, 4),
      place([staying]),
      place([staying, arriving], ['n9']),
      { ...place([staying, arriving]), replicas: [[staying, arriving], ['n9']] },
      { ...place([]), replicas: [] },
    ]) {
      const ledger = [gap('nobody', 'task-failed')];
      const isNowhere = moved.replicas.flat().length === 0;
      expect(keysAtTheEnd({ moved, ledger })).toEqual(isNowhere ? [] : ['i shards']);
    }
  });

  test('follows nodes that came, and leaves those that are to go', () => {
    const spare = { id: leaving, replicaGroup: 0, state: 'joining' };
    const grown = { ...testFleetAudit, nodes: [...testFleetAudit.nodes, spare] };
    const isDrawn = Array.from({ length: testFleet.shards }, (_, shard) =>
      wantedReplicas(grown, shard).flat(),
    ).some((nodes) => nodes.includes(leaving));
    expect(isDrawn).toBe(true);
    expect(keysAtTheEnd({ fleet: grown, hasSpare: true })).toEqual(['i shards']);
    for (const state of ['draining', 'failed']) {
      const nodes = testFleetAudit.nodes.map((node) =>
        node.id === arriving ? { ...node, state } : node,
      );
      expect(keysAtTheEnd({ fleet: { ...testFleetAudit, nodes } })).toEqual(['i shards']);
    }
  });

  test('stays where it is if nothing can be copied, or nowhere to', () => {
    const moved = place([staying], [arriving]);
    expect(keysAtTheEnd({ moved, ledger: [gap(staying, 'given-up')] })).toEqual(['i shards']);
    expect(keysAtTheEnd({ moved, ledger: [gap(staying, 'task-failed')] })).toEqual([]);
    const none = testFleetAudit.nodes.map((node) => ({ ...node, state: 'draining' }));
    const fleet = { ...testFleetAudit, nodes: none };
    expect(keysAtTheEnd({ moved, fleet })).toEqual([]);
  });

  test('is not judged while moves are paused, or before everything has come to rest', () => {
    const moved = place([staying], [arriving]);
    expect(keysAtTheEnd({ moved })).toEqual(['i shards']);
    expect(keysAtTheEnd({ moved, fleet: { ...testFleetAudit, paused: true } })).toEqual([]);
    expect(keysAtTheEnd({ moved, settled: false })).toEqual([]);
  });

  test('of an index that is gone is nowhere', () => {
    const placements = [placed(0, place([leaving])), { at: 10, index: 'i', placement: null }];
    expect(keysOf(name, new TestRun().record({ placements, audit: auditOf([]) }))).toEqual([]);
  });
});

describe('in the end, an index', () => {
  test('is on every node that may hold shards', () => {
    const spare = { id: leaving, replicaGroup: 0, state: 'active' };
    const fleet = { ...testFleetAudit, nodes: [...testFleetAudit.nodes, spare] };
    expect(keysAtTheEnd({ fleet })).toContain('i hosts');
    const drained = { ...fleet, nodes: [...testFleetAudit.nodes, { ...spare, state: 'draining' }] };
    expect(keysAtTheEnd({ fleet: drained })).toEqual([]);
    expect(keysAtTheEnd({ fleet: drained, hasSpare: true })).toEqual([]);
  });

  test('is not said to be on a node that has left', () => {
    expect(keysAtTheEnd({ hasSpare: true })).toEqual(['i hosts']);
  });
});
