import type { SessionId } from './session.ts';
import type { ClientTask, TaskUid } from './task-store.ts';

/** Where finished tasks are told of. */
export interface WebhookRecord {
  /** In lower case, with hyphens. */
  readonly uuid: string;
  /** As its client wrote it. */
  readonly url: string;
  /** Names and values as their client wrote them, in the order of the names. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Which announcements a proxy wants to send. */
export interface AnnouncementClaim {
  readonly session: SessionId;
  readonly webhook: string;
}

/**
 * The part of the store that knows webhooks, and which tasks each is still to be told of. A task that
 * ends is noted for every webhook that there is, in the same step.
 */
export interface WebhooksStore {
  /** In the order of their uuids. */
  listWebhooks(): Promise<readonly WebhookRecord[]>;
  /** False, and nothing changes, if there are `most` already, or one with that uuid. */
  createWebhook(webhook: WebhookRecord, most: number): Promise<boolean>;
  /** False, and nothing changes, if the webhook is not `before` any more. */
  replaceWebhook(before: WebhookRecord, after: WebhookRecord): Promise<boolean>;
  /** Forgets its announcements as well; false if there is none. */
  deleteWebhook(uuid: string): Promise<boolean>;
  /**
   * The oldest tasks that a webhook is still to be told of, in the order in which they ended. The
   * session becomes the only one that is given them, until it is gone. Nothing if another is, if the
   * session is gone, or if there is no such webhook.
   */
  claimAnnouncements(claim: AnnouncementClaim, limit: number): Promise<readonly ClientTask[]>;
  /** Forgets announcements; false, and nothing changes, if the session is not the one given them. */
  endAnnouncements(claim: AnnouncementClaim, tasks: readonly TaskUid[]): Promise<boolean>;
}
