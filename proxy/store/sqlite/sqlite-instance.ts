import type { ChatWorkspace } from '../../../engine/ports/chats-store.ts';
import type { FeatureSet } from '../../../engine/ports/features-store.ts';
import type { InstanceStore } from '../../../engine/ports/instance-store.ts';
import type { KeyChange, KeyRecord } from '../../../engine/ports/key-store.ts';
import type { NetworkRecord } from '../../../engine/ports/network-store.ts';
import type { ClientTask, TaskUid } from '../../../engine/ports/task-store.ts';
import type {
  AnnouncementClaim,
  WebhookRecord,
  WebhooksStore,
} from '../../../engine/ports/webhooks-store.ts';
import { InstanceRows } from './instance-rows.ts';
import { KeyRows } from './key-rows.ts';
import { RevisionRow } from './revision-row.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { WebhookRows } from './webhook-rows.ts';

/** The part of a SQLite store that concerns the instance as a whole. */
export abstract class SqliteInstance
  extends SqliteConnection
  implements InstanceStore, WebhooksStore
{
  protected readonly statements: Statements;
  protected readonly revisions: RevisionRow;
  protected readonly keys: KeyRows;
  protected readonly instance: InstanceRows;
  protected readonly webhooks: WebhookRows;
  /** Opens or creates the file. Throws `SchemaVersionAhead`, or SQLite's own error. */
  constructor(path: string) {
    super(path);
    this.statements = prepareStatements(this.database);
    this.revisions = new RevisionRow(this.statements);
    this.keys = new KeyRows(this.statements, this.revisions);
    this.instance = new InstanceRows(this.statements, this.revisions);
    this.webhooks = new WebhookRows(this.statements);
  }

  async initializeKeys(first: readonly KeyRecord[]): Promise<void> {
    this.atomically(() => this.keys.initialize(first));
  }

  async replaceKeys(keys: readonly KeyRecord[]): Promise<void> {
    this.atomically(() => this.keys.replaceAll(keys));
  }

  async createKey(key: KeyRecord): Promise<boolean> {
    return this.atomically(() => this.keys.create(key));
  }

  async changeKey(uid: string, change: KeyChange): Promise<KeyRecord | null> {
    return this.atomically(() => this.keys.change(uid, change));
  }

  async deleteKey(uid: string): Promise<boolean> {
    return this.atomically(() => this.keys.delete(uid));
  }

  async changeFeatures(change: Partial<FeatureSet>): Promise<FeatureSet> {
    return this.atomically(() => this.instance.changeFeatures(change));
  }

  async replaceNetwork(before: NetworkRecord, after: NetworkRecord): Promise<boolean> {
    return this.atomically(() => this.instance.replaceNetwork(before, after));
  }

  async listWebhooks(): Promise<readonly WebhookRecord[]> {
    return this.webhooks.list();
  }

  async createWebhook(webhook: WebhookRecord, most: number): Promise<boolean> {
    return this.atomically(() => this.webhooks.create(webhook, most));
  }

  async replaceWebhook(before: WebhookRecord, after: WebhookRecord): Promise<boolean> {
    return this.atomically(() => this.webhooks.replace(before, after));
  }

  async deleteWebhook(uuid: string): Promise<boolean> {
    return this.atomically(() => this.webhooks.delete(uuid));
  }

  async claimAnnouncements(
    claim: AnnouncementClaim,
    limit: number,
  ): Promise<readonly ClientTask[]> {
    // Asked again and again, mostly in vain: the write lock is taken only if there is something.
    if (!this.webhooks.isAwaited(claim.webhook)) return [];
    return this.atomically(() => this.webhooks.claim(claim, limit));
  }

  async endAnnouncements(claim: AnnouncementClaim, tasks: readonly TaskUid[]): Promise<boolean> {
    return this.atomically(() => this.webhooks.end(claim, tasks));
  }

  async listChats(): Promise<readonly ChatWorkspace[]> {
    return this.instance.chats();
  }

  async replaceChat(uid: string, before: string | null, after: string | null): Promise<boolean> {
    return this.atomically(() => this.instance.replaceChat(uid, before, after));
  }
}
