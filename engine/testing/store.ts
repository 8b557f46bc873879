import { MemoryStore } from '../../proxy/store/memory/memory-store.ts';
import type { ClientTask, IndexRecord, TaskDraft, TaskStore } from '../ports/task-store.ts';
import { testConfig } from './config.ts';

/** The session that a test context has, and that is open in a {@link testStore}. */
export const testSession = 1;

/** A store with these indexes, in which the test context has its session. */
export function testStore(indexes: readonly IndexRecord[] = []): MemoryStore {
  return new MemoryStore({ indexes, proxies: [testConfig.proxyId] });
}

/** Registers a task of the test session; it counts as sent unless it is to stay `dispatching`. */
export async function storeTask(
  store: TaskStore,
  draft: TaskDraft,
  phase: 'dispatching' | 'dispatched' = 'dispatched',
): Promise<ClientTask> {
  const indexes = await store.listIndexes();
  const seen = indexes.find(({ uid }) => uid === draft.indexUid) ?? null;
  const outcome = await store.registerTask({ session: testSession, draft, seen });
  if (outcome.kind !== 'registered') throw new Error(`a task was not registered: ${outcome.kind}`);
  const { task } = outcome;
  if (phase === 'dispatching') return task;
  await store.recordDispatch(
    { session: testSession, uid: task.uid },
    { nodeTasks: [], behind: [] },
  );
  return task;
}
