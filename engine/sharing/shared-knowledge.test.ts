import { expect, test } from 'vitest';
import { Catalogue } from '../indexes/catalogue.ts';
import { Ledger } from '../movement/ledger.ts';
import type { SharedState, TaskStore } from '../ports/task-store.ts';
import { testIndex } from '../testing/context.ts';
import { testStore } from '../testing/store.ts';
import { SharedKnowledge } from './shared-knowledge.ts';

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
  const shared = new SharedKnowledge(store, catalogue, ledger);
  return { shared, catalogue, ledger, questions, answers };
}

function state(revision: number, primaryKey: string): SharedState {
  const changed = [testIndex({ primaryKey })];
  return { revision, changed, uids: ['movies'], behind: null };
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
  answers[2]?.({ revision: 5, changed: [], uids: [], behind: [] });
  await third;
  expect(catalogue.get('movies')).toBeUndefined();
  expect(ledger.entries()).toEqual([]);
});
