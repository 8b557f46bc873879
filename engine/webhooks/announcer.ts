import type { CancelToken } from '../base/cancel.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask } from '../ports/task-store.ts';
import type { WebhookRecord } from '../ports/webhooks-store.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { renderTask } from '../tasks/render.ts';
import { batchOf } from '../tasks/selection-details.ts';

/**
 * Tells webhooks of the tasks that have ended, for as long as the proxy runs: each in a loop of its
 * own, so that a slow receiver delays no other, and no task. A task is announced again if its receiver
 * may not have been told, and not any more after a bounded number of attempts (decision 23).
 */
export function startAnnouncer(context: EngineContext): void {
  const { clock, spawner, store, trace } = context.ports;
  const served = new Set<string>();
  spawner.spawn('announcer', async (cancel) => {
    while (!cancel.canceled) {
      await clock.sleep(limits.announcementLookMs, cancel);
      if (cancel.canceled) return;
      const webhooks = await survivingStore(trace, () => store.listWebhooks(), []);
      for (const { uuid } of webhooks.filter((webhook) => !served.has(webhook.uuid))) {
        served.add(uuid);
        spawner.spawn(`announcements to ${uuid}`, async (ended) => {
          try {
            await serve(context, uuid, ended);
          } finally {
            served.delete(uuid);
          }
        });
      }
    }
  });
}

/** Announces what there is to one webhook until nothing is left. */
async function serve(context: EngineContext, uuid: string, cancel: CancelToken): Promise<void> {
  const { trace } = context.ports;
  let more = true;
  while (more && !cancel.canceled) {
    more = await survivingStore(trace, () => serveSome(context, uuid, cancel), false);
  }
}

/** Announces the oldest of what there is; false if there is nothing, or nothing that can be sent now. */
async function serveSome(
  context: EngineContext,
  webhook: string,
  cancel: CancelToken,
): Promise<boolean> {
  const { store } = context.ports;
  const session = context.session.trusted();
  if (session === undefined) return false;
  const claim = { session, webhook };
  const tasks = await store.claimAnnouncements(claim, limits.announcementsAtOnceMax);
  for (const batch of Map.groupBy(tasks, batchOf).values()) {
    if (!(await announce(context, { session, webhook, batch }, cancel))) return false;
    const told = batch.map(({ uid }) => uid);
    if (!(await store.endAnnouncements(claim, told))) return false;
  }
  return tasks.length > 0;
}

interface Announcement {
  readonly session: SessionId;
  readonly webhook: string;
  /** The tasks of one batch. */
  readonly batch: readonly ClientTask[];
}

/** Sends one batch, some times at most; false if it is left to another proxy, or to a later start. */
async function announce(
  context: EngineContext,
  { session, webhook, batch }: Announcement,
  cancel: CancelToken,
): Promise<boolean> {
  const { clock, store } = context.ports;
  for (let attempt = 0; attempt < limits.announcementAttemptsMax; attempt += 1) {
    if (attempt > 0) await clock.sleep(limits.announcementDelayMs * 2 ** (attempt - 1), cancel);
    if (cancel.canceled || !context.session.holds(session)) return false;
    // Read each time: it may have been changed or deleted while its receiver was silent.
    const record = (await store.listWebhooks()).find(({ uuid }) => uuid === webhook);
    if (record === undefined) return false;
    if (await send(context, record, batch, cancel)) return true;
  }
  return !cancel.canceled;
}

async function send(
  { ports }: EngineContext,
  { url, headers }: WebhookRecord,
  batch: readonly ClientTask[],
  cancel: CancelToken,
): Promise<boolean> {
  const body = batch.map((task) => `${renderTask(task)}\n`);
  const contentType = 'application/x-ndjson';
  const reply = await ports.remotes.call(
    { method: 'POST', url, apiKey: null, contentType, headers, gzip: true, body },
    { deadlineMs: limits.announcementMsMax, cancel },
  );
  return reply.kind === 'reply' && reply.status >= 200 && reply.status < 300;
}
