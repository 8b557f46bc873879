import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Placement } from './placement.ts';
import { planSteps, type Step } from './steps.ts';
import type { PlanRequest } from './plan-request.ts';

const request: PlanRequest = {
  documents: 64_000,
  documentBytes: 100,
  groups: [['meili-0', 'meili-1', 'meili-2']],
  replicationFactor: 1,
  nodesPerGroupMax: 8,
  shards: 64,
  overhead: 2,
  spareNames: ['meili-3', 'meili-4', 'meili-5'],
};

function stepsOf(change: Partial<PlanRequest> = {}): readonly Step[] {
  const changed = { ...request, ...change };
  return planSteps(changed, new Placement(changed.groups, { ...changed, shards: 64 }));
}

function step(change: Step['change'], steps: readonly Step[] = stepsOf()): Step | undefined {
  return steps.find((candidate) => candidate.change === change);
}

describe('the next changes of three nodes with 64 shards', () => {
  test('a fourth node is sent the 22 shards that the published assignment gives it', () => {
    expect(step('add node')).toEqual({
      change: 'add node',
      nodes: ['meili-3'],
      replicaGroup: 0,
      moves: {
        documents: 22_000,
        textBytes: 2_200_000,
        share: 22 / 64,
        evenDocuments: 16_000,
      },
    });
    const steps = stepsOf({ replicationFactor: 2 });
    expect(step('add node', steps)?.moves?.documents).toBe(36_000);
  });

  test('the 17 shards of the last node go to the others when it leaves', () => {
    expect(step('remove node')).toMatchObject({
      nodes: ['meili-2'],
      moves: { documents: 17_000, evenDocuments: 21_333 },
    });
  });

  test('a new group is sent everything', () => {
    expect(step('add group')).toMatchObject({
      nodes: ['meili-3', 'meili-4', 'meili-5'],
      replicaGroup: 1,
      moves: { documents: 64_000, share: 1, evenDocuments: 64_000 },
    });
  });

  test('no node can leave a group that has just enough for its copies', () => {
    expect(step('remove node', stepsOf({ replicationFactor: 3 }))?.moves).toBeUndefined();
  });

  test('a node joins the smallest group, and one leaves the largest', () => {
    const steps = stepsOf({
      groups: [
        ['a', 'b', 'c'],
        ['d', 'e'],
        ['f', 'g', 'h'],
      ],
    });
    expect(step('add node', steps)?.replicaGroup).toBe(1);
    expect(step('remove node', steps)).toMatchObject({ nodes: ['c'], replicaGroup: 0 });
    expect(step('add group', steps)).toMatchObject({ nodes: { length: 3 }, replicaGroup: 3 });
  });
});

const fleets = fc.record({
  sizes: fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1, maxLength: 3 }),
  replicationFactor: fc.integer({ min: 1, max: 2 }),
  shards: fc.integer({ min: 1, max: 128 }),
  documents: fc.integer({ min: 1, max: 1_000_000 }),
  changed: fc.nat(),
});

type Fleet = typeof fleets extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** A placement and the group that is to change. */
function placed({ sizes, changed, ...spread }: Fleet) {
  const groups = sizes.map((size, group) =>
    Array.from({ length: size }, (_, node) => `group-${group}-node-${node}`),
  );
  return { groups, changed: changed % groups.length, now: new Placement(groups, spread) };
}

describe('what a change copies', () => {
  test('goes only to the node that joins, and is all that it then holds', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { groups, changed, now } = placed(fleet);
        const next = now.withGroups(
          groups.map((nodes, group) => (group === changed ? [...nodes, 'newcomer'] : nodes)),
        );
        const held = next.shares().find(({ node }) => node === 'newcomer');
        const gains = next.gainsSince(now);
        expect([...gains.keys()].filter((node) => node !== 'newcomer')).toEqual([]);
        expect(gains.get('newcomer') ?? 0).toBe(held?.documents);
      }),
    );
  });

  test('stays inside the group of the node that leaves, and is all that it held', () => {
    fc.assert(
      fc.property(
        fleets.filter(({ sizes }) => Math.min(...sizes) > 2),
        (fleet) => {
          const { groups, changed, now } = placed(fleet);
          const leaving = groups[changed]?.[0];
          const next = now.withGroups(
            groups.map((nodes) => nodes.filter((node) => node !== leaving)),
          );
          const held = now.shares().find(({ node }) => node === leaving);
          const gains = next.gainsSince(now);
          expect([...gains.keys()].filter((node) => !groups[changed]?.includes(node))).toEqual([]);
          expect([...gains.values()].reduce((sum, gain) => sum + gain, 0)).toBe(held?.documents);
        },
      ),
    );
  });

  test('is every copy once more for a new group, and nothing for the others', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { groups, now } = placed(fleet);
        const newcomers = ['new-0', 'new-1'];
        const gains = now.withGroups([...groups, newcomers]).gainsSince(now);
        expect([...gains.keys()].filter((node) => !newcomers.includes(node))).toEqual([]);
        expect([...gains.values()].reduce((sum, gain) => sum + gain, 0)).toBe(
          fleet.documents * fleet.replicationFactor,
        );
      }),
    );
  });

  test('is nothing when nothing changes, and when a group goes', () => {
    fc.assert(
      fc.property(fleets, (fleet) => {
        const { groups, now } = placed(fleet);
        expect(now.gainsSince(now)).toEqual(new Map());
        const fewer = now.withGroups(groups.slice(0, -1));
        expect(fewer.gainsSince(now)).toEqual(new Map());
      }),
    );
  });
});
