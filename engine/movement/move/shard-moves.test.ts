import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptsShards } from '../../cluster/node-state.ts';
import type { NodeRecord, NodeState, Topology } from '../../cluster/topology.ts';
import { agendaOf, isSettled, type NextPlacement, withReplica } from './shard-moves.ts';
import { MovingShards, type ShardStep } from './testing/moving-shards.ts';

const shards = 3;
const names = ['a', 'b', 'c', 'd', 'x', 'y', 'z'];

/** A fleet of up to seven nodes: the first four in group 0, the others in group 1 if there is one. */
const topologies: fc.Arbitrary<Topology> = fc
  .record({
    states: fc.tuple(
      ...names.map(() =>
        fc.constantFrom<NodeState | 'gone'>(
          'joining',
          'active',
          'active',
          'draining',
          'failed',
          'gone',
        ),
      ),
    ),
    replicationFactor: fc.integer({ min: 1, max: 3 }),
    replicaGroups: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ states, replicationFactor, replicaGroups }) => {
    const nodes = names.flatMap((id, at): NodeRecord[] => {
      const state = states[at] ?? 'gone';
      const replicaGroup = at < 4 ? 0 : 1;
      if (state === 'gone' || replicaGroup >= replicaGroups) return [];
      return [{ id, address: '', replicaGroup, state }];
    });
    return { replicaGroups, replicationFactor, shards, nodes };
  });

const hasMembers = ({ nodes }: Topology): boolean =>
  nodes.some(({ state }) => acceptsShards(state));
const living = topologies.filter(hasMembers);
/** Which of the possible steps are taken. */
const choices = fc.array(fc.nat(99), { minLength: 1, maxLength: 40 });

/** Changes of a fleet, and how many steps are taken before the next. */
const changes = fc.array(fc.record({ topology: topologies, steps: fc.nat(12) }), { maxLength: 4 });

/** Takes steps until none is left, or `most` have been; every one must leave a shard in order. */
function takeSteps(moving: MovingShards, order: readonly number[], most = 400): ShardStep[] {
  const taken: ShardStep[] = [];
  while (taken.length < most) {
    const possible = moving.steps();
    const choice = order[taken.length % order.length] ?? 0;
    const step = possible[choice % Math.max(1, possible.length)];
    if (step === undefined) return taken;
    const before = moving.placeOf(step.shard);
    const hadSource = moving.hasSource(step.shard);
    moving.take(step);
    expectOrder(before, step);
    if (hadSource) expect(moving.hasSource(step.shard)).toBe(true);
    taken.push(step);
  }
  return taken;
}

function expectOrder(before: NextPlacement, { kind, after }: ShardStep): void {
  const replicas = after.replicas.flat();
  const all = [...replicas, ...after.incoming, ...after.outgoing];
  expect(new Set(all).size).toBe(all.length);
  expect(replicas.length).toBeGreaterThan(0);
  const known = [...before.replicas.flat(), ...(kind === 'activate' ? before.incoming : [])];
  expect(replicas.filter((node) => !known.includes(node))).toEqual([]);
  if (kind === 'begin') expect(after.replicas).toEqual(before.replicas);
  if (kind === 'clean') expect(after).toMatchObject({ replicas: before.replicas });
}

/** Groups without those at the end that have no nodes. */
function trimmed(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return groups.slice(0, groups.findLastIndex((nodes) => nodes.length > 0) + 1);
}

describe('shards of a fleet that changes', () => {
  test('are in order after every step, and end where they ought to be', () => {
    fc.assert(
      fc.property(living, changes, living, choices, (first, between, last, order) => {
        const moving = new MovingShards(first, shards);
        for (const { topology, steps } of between) {
          moving.topology = topology;
          takeSteps(moving, order, steps);
        }
        moving.topology = last;
        const sourced = moving.places.map((_place, shard) => moving.hasSource(shard));
        takeSteps(moving, order);
        const desired = moving.desired();
        for (const [shard, { replicas, incoming, outgoing }] of moving.places.entries()) {
          expect(replicas.flat().length).toBeGreaterThan(0);
          if (sourced[shard] !== true) continue;
          expect(trimmed(replicas)).toEqual(trimmed(desired[shard] ?? []));
          expect(incoming).toEqual([]);
          expect(outgoing.filter((node) => moving.stateOf(node) !== 'failed')).toEqual([]);
        }
        if (sourced.every(Boolean)) expect(moving.isSettled()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('leave no trace of nodes that are gone', () => {
    fc.assert(
      fc.property(living, living, choices, (first, last, order) => {
        const moving = new MovingShards(first, shards);
        moving.topology = last;
        fc.pre(moving.places.every((_place, shard) => moving.hasSource(shard)));
        takeSteps(moving, order);
        for (const { replicas, incoming, outgoing } of moving.places) {
          const named = [...replicas.flat(), ...incoming, ...outgoing];
          expect(named.filter((node) => !moving.isMember(node))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('go nowhere when the fleet becomes what it was before anything was copied', () => {
    fc.assert(
      fc.property(living, topologies, choices, (first, other, order) => {
        const moving = new MovingShards(first, shards);
        const before = moving.places;
        moving.topology = other;
        for (const choice of order) {
          const begins = moving.steps().filter(({ kind }) => kind === 'begin');
          const begin = begins[choice % Math.max(1, begins.length)];
          if (begin !== undefined) moving.take(begin);
        }
        moving.topology = first;
        expect(moving.agenda()).toMatchObject({ wanted: [], underWay: [] });
        const taken = takeSteps(moving, order);
        expect(taken.filter(({ kind }) => kind === 'begin' || kind === 'activate')).toEqual([]);
        const settled = moving.places.map((place) => ({
          ...place,
          replicas: trimmed(place.replicas),
          outgoing: place.outgoing.filter((node) => moving.stateOf(node) !== 'failed'),
        }));
        expect(settled).toEqual(
          before.map((place) => ({ ...place, replicas: trimmed(place.replicas) })),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('come back to where they were when the fleet does, however far they had come', () => {
    fc.assert(
      fc.property(living, topologies, fc.nat(20), choices, (first, other, steps, order) => {
        const moving = new MovingShards(first, shards);
        const before = moving.places.map(({ replicas }) => trimmed(replicas));
        moving.topology = other;
        takeSteps(moving, order, steps);
        moving.topology = first;
        fc.pre(moving.places.every((_place, shard) => moving.hasSource(shard)));
        takeSteps(moving, order);
        expect(moving.places.map(({ replicas }) => trimmed(replicas))).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('need nothing while they are where they ought to be', () => {
    fc.assert(
      fc.property(living, (topology) => {
        const moving = new MovingShards(topology, shards);
        expect([moving.steps(), moving.isSettled()]).toEqual([[], true]);
      }),
    );
  });
});

const everyone = (): boolean => true;

/** What is to be done about a single shard. */
function agendaFor(
  place: NextPlacement,
  desired: readonly (readonly string[])[],
  isMember: (node: string) => boolean = everyone,
) {
  const shardPlace = { ...place, version: 1 };
  return agendaOf({ version: 1, hosts: [], shards: [shardPlace] }, [desired], isMember);
}

function placeAt(replicas: NextPlacement['replicas'], rest: Partial<NextPlacement> = {}) {
  return { replicas, incoming: [], outgoing: [], ...rest };
}

describe('the agenda of a shard', () => {
  test('wants what is missing, once what a node has left of it is cleaned', () => {
    expect(agendaFor(placeAt([['a']]), [['a', 'b']])).toMatchObject({
      wanted: [{ shard: 0, target: 'b' }],
      underWay: [],
    });
    const unclean = agendaFor(placeAt([['a']], { outgoing: ['b'] }), [['a', 'b']]);
    expect(unclean.wanted).toEqual([]);
    expect([...unclean.outgoing]).toEqual([['b', [0]]]);
    const begun = agendaFor(placeAt([['a']], { incoming: ['b'] }), [['a', 'b']]);
    expect(begun).toMatchObject({ wanted: [], underWay: [{ shard: 0, target: 'b' }] });
  });

  test('keeps a surplus replica until those that take its place are there', () => {
    expect(agendaFor(placeAt([['a', 'b']]), [['b', 'c']]).releases.size).toBe(0);
    expect(agendaFor(placeAt([['a', 'b', 'c']]), [['b', 'c']]).releases.get(0)).toEqual(
      placeAt([['b', 'c']], { outgoing: ['a'] }),
    );
  });

  test('releases a group that is to go only where another has the shard', () => {
    const leaving = [['a'], []];
    expect(agendaFor(placeAt([['a'], ['x']]), leaving).releases.get(0)).toEqual(
      placeAt([['a']], { outgoing: ['x'] }),
    );
    expect(agendaFor(placeAt([[], ['x']]), leaving).releases.size).toBe(0);
  });

  test('takes the order of the replicas from what is desired', () => {
    expect(agendaFor(placeAt([['a', 'b']]), [['b', 'a']]).releases.get(0)).toEqual(
      placeAt([['b', 'a']]),
    );
  });

  test('forgets nodes that are gone, but not the last that is known to have the shard', () => {
    const place = placeAt([['a', 'b']], { incoming: ['c'], outgoing: ['d'] });
    const isMember = (node: string): boolean => node === 'b';
    expect(agendaFor(place, [['b']], isMember).releases.get(0)).toEqual(placeAt([['b']]));
    const nobody = agendaFor(placeAt([['a']]), [['b']], (node) => node === 'b');
    expect(nobody.releases.size).toBe(0);
  });

  test('is settled if all that is left is on nodes for which there is an excuse', () => {
    const agenda = agendaFor(placeAt([['a']], { outgoing: ['b', 'c'] }), [['a']]);
    expect(isSettled(agenda, () => false)).toBe(false);
    expect(isSettled(agenda, (node) => node === 'b')).toBe(false);
    expect(isSettled(agenda, () => true)).toBe(true);
    const wanting = agendaFor(placeAt([['a']]), [['b']]);
    expect(isSettled(wanting, () => true)).toBe(false);
  });
});

describe('a node that takes a shard over', () => {
  test('takes the place of those that ought not to have it, once all are there', () => {
    const place = placeAt([['a', 'b']], { incoming: ['c', 'd'] });
    const first = withReplica(place, 'c', [['d', 'c']], everyone);
    expect(first).toEqual(placeAt([['c', 'a', 'b']], { incoming: ['d'] }));
    expect(withReplica(first, 'd', [['d', 'c']], everyone)).toEqual(
      placeAt([['d', 'c']], { outgoing: ['a', 'b'] }),
    );
  });

  test('is the first of a group that had nothing', () => {
    const place = placeAt([['a']], { incoming: ['x'] });
    expect(withReplica(place, 'x', [['a'], ['x']], everyone)).toEqual(placeAt([['a'], ['x']]));
    const third = placeAt([['a']], { incoming: ['p'] });
    expect(withReplica(third, 'p', [['a'], ['x'], ['p']], everyone).replicas).toEqual([
      ['a'],
      [],
      ['p'],
    ]);
  });
});
