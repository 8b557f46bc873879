import { describe, expect, test } from 'vitest';
import type { FleetAudit, RunRecord, ShardPlace } from '../../sim/trace/record.ts';
import { answer, auditOf, keysOf, testFleetAudit, TestRun } from './testing/history.ts';
import { arriving, correctMove, leaving, place, placed, staying } from './testing/movement.ts';

const name = 'owner_exists';

/** A run in which the moved shard was once at this place. */
function runWith(moved: ShardPlace, fleet: FleetAudit = testFleetAudit): RunRecord {
  const placements = [placed(0, place([staying, arriving])), placed(10, moved)];
  return new TestRun().record({ placements, audit: auditOf([], { fleet }) });
}

describe('a shard', () => {
  test('has its replicas all along a move', () => {
    const { placements } = correctMove();
    expect(keysOf(name, new TestRun().record({ placements, audit: auditOf([]) }))).toEqual([]);
  });

  test('is somewhere', () => {
    const record = runWith(place([], [arriving]));
    expect(keysOf(name, record)).toEqual(['i owner']);
    expect(keysOf(name, { ...record, audit: null })).toEqual(['i owner']);
  });

  test('loses no replica before another has taken over', () => {
    expect(keysOf(name, runWith(place([staying], [], [arriving])))).toEqual(['i replicas']);
    expect(keysOf(name, runWith(place([staying, leaving], [], [arriving])))).toEqual([]);
  });

  test('has no more replicas than the nodes that were always there', () => {
    const one = place([staying]);
    const alone = testFleetAudit.nodes.filter(({ id }) => id === staying);
    expect(keysOf(name, runWith(one, { ...testFleetAudit, nodes: alone }))).toEqual([]);
    expect(keysOf(name, runWith(one, { ...testFleetAudit, replicationFactor: 1 }))).toEqual([]);
    const drained = testFleetAudit.nodes.map((node) => ({ ...node, state: 'draining' }));
    expect(keysOf(name, runWith(one, { ...testFleetAudit, nodes: drained }))).toEqual([]);
  });

  test('gives no node two parts', () => {
    for (const twice of [
      place([staying, arriving], [arriving]),
      place([staying, arriving], [], [staying]),
      place([staying, arriving], [leaving], [leaving]),
      place([staying, arriving, staying]),
    ]) {
      expect(keysOf(name, runWith(twice))).toEqual(['i part']);
    }
  });
});

describe('what operators asked for', () => {
  /** The same as of one replica, after a request to the fleet. */
  function keysAfter(path: string, body: unknown, moved = place([staying])): readonly string[] {
    const run = new TestRun();
    const { operation } = { operation: run.add({ kind: 'get-task', uid: 1 }, answer(202, {})) };
    const intent = { kind: 'administer', method: 'POST', path, body };
    const operations = [Object.assign(operation, { intent })];
    return keysOf(name, { ...runWith(moved), operations });
  }

  test('is taken into account, whatever came of it', () => {
    expect(keysAfter('/_miroir/replication', { replication_factor: 1 })).toEqual([]);
    expect(keysAfter('/_miroir/replication', '{"replication_factor":1}')).toEqual([]);
    expect(keysAfter('/_miroir/replication', '{"replication_factor":3}')).toEqual(['i replicas']);
    expect(keysAfter('/_miroir/rebalance', null)).toEqual(['i replicas']);
  });

  test('may leave nothing, if it was forced', () => {
    expect(keysAfter(`/_miroir/nodes/${arriving}`, '', place([]))).toEqual(['i owner']);
    expect(keysAfter(`/_miroir/nodes/${arriving}?force=true`, '', place([]))).toEqual([]);
  });

  test('takes the nodes out that it names', () => {
    const others = ['n0', 'n1', 'n2'].filter((node) => node !== staying);
    const [one = '', other = ''] = others;
    expect(keysAfter(`/_miroir/nodes/${one}/drain`, '')).toEqual(['i replicas']);
    const run = new TestRun();
    const operations = [one, other].map((node) => {
      const intent = { kind: 'administer', path: `/_miroir/nodes/${node}/fail?x=1` };
      return Object.assign(run.add({ kind: 'get-task', uid: 1 }, answer(202, {})), { intent });
    });
    expect(keysOf(name, { ...runWith(place([staying])), operations })).toEqual([]);
  });
});
