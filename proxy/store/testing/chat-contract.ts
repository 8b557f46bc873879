import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';

/** What every task store must do so that proxies agree about the workspaces of chats. */
export function describeChats(storeOf: () => TaskStore): void {
  describe('workspaces of chats', () => {
    let store: TaskStore;
    beforeEach(() => {
      store = storeOf();
    });

    test('are listed by their uids', async () => {
      expect(await store.listChats()).toEqual([]);
      expect(await store.replaceChat('b', null, '{"b":1}')).toBe(true);
      expect(await store.replaceChat('__proto__', null, '{}')).toBe(true);
      expect(await store.replaceChat('B', null, '{"B":1}')).toBe(true);
      expect(await store.listChats()).toEqual([
        { uid: 'B', settings: '{"B":1}' },
        { uid: '__proto__', settings: '{}' },
        { uid: 'b', settings: '{"b":1}' },
      ]);
    });

    test('change only from what they were thought to be', async () => {
      await store.replaceChat('a', null, '1');
      expect(await store.replaceChat('a', null, '2')).toBe(false);
      expect(await store.replaceChat('a', '2', null)).toBe(false);
      expect(await store.replaceChat('b', '1', '2')).toBe(false);
      expect(await store.replaceChat('a', '1', '2')).toBe(true);
      expect(await store.listChats()).toEqual([{ uid: 'a', settings: '2' }]);
      expect(await store.replaceChat('a', '2', null)).toBe(true);
      expect(await store.listChats()).toEqual([]);
    });
  });
}
