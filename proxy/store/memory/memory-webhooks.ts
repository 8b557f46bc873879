import { compareCodePoints } from '../../../engine/base/order.ts';
import type { SessionId } from '../../../engine/ports/session.ts';
import type { ClientTask, TaskUid } from '../../../engine/ports/task-store.ts';
import type { AnnouncementClaim, WebhookRecord } from '../../../engine/ports/webhooks-store.ts';
import type { MemorySessions } from './memory-sessions.ts';
import type { MemoryTaskRows } from './memory-task-rows.ts';

interface KeptWebhook {
  readonly record: WebhookRecord;
  readonly sender: SessionId | null;
  /** In the order in which they ended. */
  readonly waiting: readonly TaskUid[];
}

/** The webhooks of a {@link MemoryStore}. */
export class MemoryWebhooks {
  readonly #rows: MemoryTaskRows;
  readonly #sessions: MemorySessions;
  readonly #webhooks = new Map<string, KeptWebhook>();

  constructor(rows: MemoryTaskRows, sessions: MemorySessions) {
    this.#rows = rows;
    this.#sessions = sessions;
  }

  list(): readonly WebhookRecord[] {
    return [...this.#webhooks.values()]
      .map(({ record }) => record)
      .toSorted((left, right) => compareCodePoints(left.uuid, right.uuid));
  }

  create(webhook: WebhookRecord, most: number): boolean {
    if (this.#webhooks.size >= most || this.#webhooks.has(webhook.uuid)) return false;
    const record = structuredClone(webhook);
    this.#webhooks.set(webhook.uuid, { record, sender: null, waiting: [] });
    return true;
  }

  replace(before: WebhookRecord, after: WebhookRecord): boolean {
    const kept = this.#webhooks.get(before.uuid);
    if (kept === undefined || JSON.stringify(kept.record) !== JSON.stringify(before)) return false;
    this.#webhooks.set(before.uuid, { ...kept, record: structuredClone(after) });
    return true;
  }

  delete(uuid: string): boolean {
    return this.#webhooks.delete(uuid);
  }

  /** Notes for every webhook that a task has ended. */
  noteEnded(uid: TaskUid): void {
    for (const [uuid, kept] of this.#webhooks) {
      this.#webhooks.set(uuid, { ...kept, waiting: [...kept.waiting, uid] });
    }
  }

  claim({ session, webhook }: AnnouncementClaim, limit: number): readonly ClientTask[] {
    const kept = this.#webhooks.get(webhook);
    if (kept === undefined || !this.#sessions.isOpen(session)) return [];
    if (kept.sender !== session && this.#sessions.isOpen(kept.sender)) return [];
    const tasks = kept.waiting.flatMap((uid) => this.#rows.get(uid) ?? []).slice(0, limit);
    if (tasks.length > 0) this.#webhooks.set(webhook, { ...kept, sender: session });
    return tasks;
  }

  end({ session, webhook }: AnnouncementClaim, tasks: readonly TaskUid[]): boolean {
    const kept = this.#webhooks.get(webhook);
    if (kept?.sender !== session || !this.#sessions.isOpen(session)) return false;
    const waiting = kept.waiting.filter((uid) => !tasks.includes(uid));
    this.#webhooks.set(webhook, { ...kept, waiting });
    return true;
  }

  /** Forgets what is to be told of tasks that are gone. */
  forgetPruned(): void {
    for (const [uuid, kept] of this.#webhooks) {
      const waiting = kept.waiting.filter((uid) => this.#rows.get(uid) !== undefined);
      this.#webhooks.set(uuid, { ...kept, waiting });
    }
  }
}
