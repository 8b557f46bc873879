import type { ClientTask, TaskUid } from '../../../engine/ports/task-store.ts';
import type { AnnouncementClaim, WebhookRecord } from '../../../engine/ports/webhooks-store.ts';
import { taskOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The webhooks in a SQLite store. To be changed inside a transaction. */
export class WebhookRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  list(): readonly WebhookRecord[] {
    return this.#statements.selectWebhooks.all().map(({ document }) => JSON.parse(document));
  }

  create(webhook: WebhookRecord, most: number): boolean {
    const document = JSON.stringify(webhook);
    const { changes } = this.#statements.insertWebhook.run({ uuid: webhook.uuid, document, most });
    return changes === 1;
  }

  replace(before: WebhookRecord, after: WebhookRecord): boolean {
    const change = { before: JSON.stringify(before), document: JSON.stringify(after) };
    return this.#statements.replaceWebhook.run({ uuid: before.uuid, ...change }).changes === 1;
  }

  delete(uuid: string): boolean {
    this.#statements.deleteAnnouncementsOf.run(uuid);
    return this.#statements.deleteWebhook.run(uuid).changes === 1;
  }

  /** Whether a webhook is to be told of something. */
  isAwaited(uuid: string): boolean {
    return this.#statements.selectAnnouncement.get(uuid) !== undefined;
  }

  claim(claim: AnnouncementClaim, limit: number): readonly ClientTask[] {
    if (this.#statements.claimWebhook.run(claim).changes === 0) return [];
    return this.#statements.selectAnnounced.all(claim.webhook, limit).map(taskOf);
  }

  end(claim: AnnouncementClaim, tasks: readonly TaskUid[]): boolean {
    if (this.#statements.selectSender.get(claim) === undefined) return false;
    for (const task of tasks) this.#statements.endAnnouncement.run(claim.webhook, task);
    return true;
  }
}
