import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Catalogue } from '../indexes/catalogue.ts';
import { Features } from '../instance/features.ts';
import { Network } from '../instance/network.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { Ledger } from '../movement/ledger.ts';
import type { SharedState } from '../ports/shared-state.ts';
import type { TaskStore } from '../ports/task-store.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { FleetRecord } from '../ports/fleet-store.ts';
import { testConfig } from '../testing/config.ts';
import { testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { SharedKnowledge } from './shared-knowledge.ts';

const fleet: FleetRecord = { version: 1, topology: testConfig.topology, paused: false };

/** Knowledge of a store whose answers come when the test says so. */
function setUp() {
  const questions: number[] = [];
  const answers: ((state: SharedState | null) => void)[] = [];
  const store: TaskStore = Object.assign(testStore(), {
    readShared(since: number): Promise<SharedState | null> {
      questions.push(since);
      return new Promise((resolve) => {
        answers.push(resolve);
      });
    },
  });
  const catalogue = new Catalogue();
  const ledger = new Ledger();
  const { ports } = testPorts(() => ({ kind: 'failure', failure: 'refused', message: '' }));
  const cluster = new Cluster(fleet, testConfig.health, ports.trace);
  const known: string[][] = [];
  const nodes = {
    ...ports.nodes,
    know: (told: readonly { readonly id: string }[]) => known.push(told.map(({ id }) => id)),
  };
  const keys = new KeyRing(ports.signatures, 'master');
  const features = new Features();
  const network = new Network();
  const kept = { catalogue, ledger, keys, features, network, cluster };
  const shared = new SharedKnowledge({ store, nodes }, kept);
  /** Brings what is known to this. */
  const learn = async (next: SharedState): Promise<void> => {
    const learnt = shared.refresh();
    answers.at(-1)?.(next);
    await learnt;
  };
  return { shared, catalogue, ledger, keys, cluster, questions, answers, known, learn };
}

function state(revision: number, primaryKey: string): SharedState {
  const changed = [testIndex({ primaryKey })];
  return {
    revision,
    changed,
    uids: ['movies'],
    behind: null,
    fleet: null,
    keys: null,
    features: null,
    network: null,
  };
}

test('an answer that a newer one has overtaken changes nothing', async () => {
  const { shared, catalogue, answers } = setUp();
  const refreshes = [shared.refresh(), shared.refresh()];
  answers[1]?.(state(9, 'newer'));
  answers[0]?.(state(7, 'older'));
  await Promise.all(refreshes);
  expect(catalogue.visible('movies').primaryKey).toBe('newer');
});

test('every refresh asks for what is newer than what is known', async () => {
  const { shared, catalogue, ledger, questions, answers } = setUp();
  const first = shared.refresh();
  const entry = {
    indexUid: 'movies',
    shard: 1,
    node: 'a',
    since: 2,
    reason: 'task-failed',
  } as const;
  answers[0]?.({ ...state(4, 'id'), behind: [entry] });
  await first;
  const second = shared.refresh();
  answers[1]?.(null);
  await second;
  expect(questions).toEqual([0, 4]);
  expect(ledger.entries()).toEqual([entry]);
  const third = shared.refresh();
  answers[2]?.({
    revision: 5,
    changed: [],
    uids: [],
    behind: [],
    fleet: null,
    keys: null,
    features: null,
    network: null,
  });
  await third;
  expect(catalogue.get('movies')).toBeUndefined();
  expect(ledger.entries()).toEqual([]);
});

test('a fleet that has changed is adopted, and its nodes can be called from then on', async () => {
  const { cluster, known, learn } = setUp();
  await learn(state(3, 'id'));
  expect([cluster.fleet, known]).toEqual([fleet, []]);
  const [node] = testConfig.topology.nodes;
  const nodes = node === undefined ? [] : [{ ...node, id: 'meili-9' }];
  const grown = { version: 2, topology: { ...testConfig.topology, nodes }, paused: true };
  await learn({ ...state(4, 'id'), fleet: grown });
  expect(cluster.fleet).toEqual(grown);
  expect(known).toEqual([['meili-9']]);
});

test('the newest change of a place is remembered, whichever index it was of', async () => {
  const { shared, learn } = setUp();
  const at = (uid: string, placementVersion: number) => testIndex({ uid, placementVersion });
  await learn({ ...state(9, 'id'), changed: [at('a', 4), at('b', 7), at('c', 5)] });
  expect(shared.placementRevision).toBe(7);
  await learn({ ...state(10, 'id'), changed: [at('a', 6)] });
  expect(shared.placementRevision).toBe(7);
  await learn({ ...state(12, 'id'), changed: [at('c', 12)] });
  expect(shared.placementRevision).toBe(12);
});

describe('what this proxy has adopted', () => {
  test('is what it last read, while nobody works with something older', async () => {
    const { shared, learn } = setUp();
    expect(shared.adopted).toBe(0);
    await learn(state(4, 'id'));
    expect(shared.adopted).toBe(4);
  });

  test('is what the oldest request under way began with', async () => {
    const { shared, learn } = setUp();
    await learn(state(4, 'id'));
    const first = shared.use();
    const second = shared.use();
    await learn(state(6, 'id'));
    const third = shared.use();
    await learn(state(9, 'id'));
    expect(shared.adopted).toBe(4);
    first();
    expect(shared.adopted).toBe(4);
    third();
    expect(shared.adopted).toBe(4);
    second();
    expect(shared.adopted).toBe(9);
  });

  test('is never more than the oldest use, nor less than it need be', async () => {
    const steps = fc.array(
      fc.oneof(fc.constant('learn' as const), fc.constant('use' as const), fc.nat(9)),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (drawn) => {
        const { shared, learn } = setUp();
        const uses: { readonly revision: number; readonly end: () => void }[] = [];
        let revision = 0;
        for (const step of drawn) {
          if (step === 'learn') await learn(state((revision += 1), 'id'));
          else if (step === 'use') uses.push({ revision, end: shared.use() });
          else uses.splice(step, 1).forEach(({ end }) => end());
          const oldest = Math.min(revision, ...uses.map((use) => use.revision));
          expect(shared.adopted).toBe(oldest);
        }
      }),
    );
  });
});
