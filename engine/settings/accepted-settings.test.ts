import { expect, test } from 'vitest';
import { testContext, testIndex } from '../testing/context.ts';
import { interfere } from '../testing/interference.ts';
import { testPorts } from '../testing/ports.ts';
import { storeTask, testSession, testStore } from '../testing/store.ts';
import { acceptedSettings } from './accepted-settings.ts';

test('a change that ends while the settings are read is not lost', async () => {
  const index = testIndex();
  const store = testStore([index]);
  const patch = '{"stopWords":["a"]}';
  const { uid } = await storeTask(store, {
    indexUid: 'movies',
    type: 'settingsUpdate',
    enqueuedAt: '2026-11-22T10:00:00Z',
    details: null,
    error: null,
    effect: { kind: 'settings', patch },
    foregone: null,
  });
  const settle = async (): Promise<void> => {
    const settings = index.settings.replace('"stopWords":[]', '"stopWords":["a"]');
    const time = '2026-11-22T10:00:00Z';
    const ended = { status: 'succeeded', startedAt: time, finishedAt: time } as const;
    const rest = { details: null, error: null, nodeTasks: [], behind: [] };
    const appearance = { ...index, settings };
    await store.settleTask({ session: testSession, uid }, { ...ended, ...rest, appearance });
  };
  for (const around of [{ before: settle }, { after: settle }]) {
    const { ports } = testPorts(
      () => ({ kind: 'failure', failure: 'refused', message: '' }),
      interfere(store, 'listUnsettledTasks', around),
    );
    const settings = await acceptedSettings(testContext(ports, [index]), 'movies');
    expect(settings.get('stopWords')).toBe('["a"]');
  }
});
