import { beforeEach, describe, expect, test } from 'vitest';
import type { SessionId } from '../../../engine/ports/session.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import type { AnnouncementClaim, WebhookRecord } from '../../../engine/ports/webhooks-store.ts';
import { at } from './store-samples.ts';
import { Writer } from './writer.ts';

const one: WebhookRecord = { uuid: 'a1', url: 'http://a', headers: [['x', 'é']] };
const two: WebhookRecord = { uuid: 'b2', url: 'http://b', headers: [] };

/** What every task store must do so that each webhook is told of each task by one proxy. */
export function describeWebhooks(storeOf: () => TaskStore): void {
  describe('webhooks', () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
    });

    const claimOf = (session: SessionId, { uuid } = one): AnnouncementClaim => {
      return { session, webhook: uuid };
    };
    const claimed = async (session = writer.session, webhook = one, limit = 10) => {
      const tasks = await store.claimAnnouncements(claimOf(session, webhook), limit);
      return tasks.map(({ uid }) => uid);
    };
    /** Carries out a task; answers its number. */
    const ended = async (): Promise<number> => {
      const uid = await writer.send();
      await writer.settle(uid);
      return uid;
    };

    test('are kept as they came, in the order of their uuids', async () => {
      expect(await store.createWebhook(two, 3)).toBe(true);
      expect(await store.createWebhook(one, 3)).toBe(true);
      expect(await store.listWebhooks()).toEqual([one, two]);
      expect(await store.createWebhook({ ...one, url: 'http://c' }, 3)).toBe(false);
      expect(await store.listWebhooks()).toEqual([one, two]);
    });

    test('are not more than there may be', async () => {
      await store.createWebhook(one, 1);
      expect(await store.createWebhook(two, 1)).toBe(false);
      expect(await store.deleteWebhook('a1')).toBe(true);
      expect(await store.deleteWebhook('a1')).toBe(false);
      expect(await store.createWebhook(two, 1)).toBe(true);
    });

    test('change only from what they are known to be', async () => {
      const changed = { ...one, url: 'http://c' };
      expect(await store.replaceWebhook(one, changed)).toBe(false);
      await store.createWebhook(one, 3);
      expect(await store.replaceWebhook(one, changed)).toBe(true);
      expect(await store.replaceWebhook(one, two)).toBe(false);
      expect(await store.listWebhooks()).toEqual([changed]);
    });

    test('are told of the tasks that end while they are there, as these ended', async () => {
      await ended();
      await store.createWebhook(one, 3);
      const [first, second] = [await writer.send(), await ended()];
      expect(await claimed()).toEqual([second]);
      await writer.settle(first);
      expect(await claimed()).toEqual([second, first]);
      expect(await claimed(writer.session, one, 1)).toEqual([second]);
      expect(await claimed(writer.session, two)).toEqual([]);
    });

    test('are each told on their own, until it is done', async () => {
      await store.createWebhook(one, 3);
      await store.createWebhook(two, 3);
      const uid = await ended();
      await claimed();
      expect(await store.endAnnouncements(claimOf(writer.session), [uid])).toBe(true);
      expect(await claimed()).toEqual([]);
      expect(await claimed(writer.session, two)).toEqual([uid]);
    });

    test('are told by one session, until it is gone', async () => {
      await store.createWebhook(one, 3);
      const uid = await ended();
      const other = await store.openSession('other');
      expect(await claimed()).toEqual([uid]);
      expect(await claimed(other)).toEqual([]);
      expect(await store.endAnnouncements(claimOf(other), [uid])).toBe(false);
      await store.endSession({ session: writer.session });
      expect(await claimed()).toEqual([]);
      expect(await claimed(other)).toEqual([uid]);
      expect(await store.endAnnouncements(claimOf(writer.session), [uid])).toBe(false);
      expect(await claimed(other)).toEqual([uid]);
    });

    test('that are deleted are told of nothing, even if they come again', async () => {
      await store.createWebhook(one, 3);
      await ended();
      await store.deleteWebhook(one.uuid);
      await store.createWebhook(one, 3);
      expect(await claimed()).toEqual([]);
    });

    test('are not told of tasks that have been pruned', async () => {
      await store.createWebhook(one, 3);
      await ended();
      await store.pruneTasks(at(59), 10);
      expect(await claimed()).toEqual([]);
    });
  });
}
