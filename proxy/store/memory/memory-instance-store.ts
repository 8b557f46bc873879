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
import { MemoryInstance } from './memory-instance.ts';
import { MemoryKeys } from './memory-keys.ts';
import type { MemoryRevisions } from './memory-revisions.ts';
import type { MemoryWebhooks } from './memory-webhooks.ts';

/** The part of a {@link MemoryStore} that concerns the instance as a whole. */
export abstract class MemoryInstanceStore implements InstanceStore, WebhooksStore {
  protected readonly keys: MemoryKeys;
  protected readonly instance: MemoryInstance;
  protected abstract readonly webhooks: MemoryWebhooks;

  constructor(revisions: MemoryRevisions) {
    this.keys = new MemoryKeys(revisions);
    this.instance = new MemoryInstance(revisions);
  }

  async initializeKeys(first: readonly KeyRecord[]): Promise<void> {
    this.keys.initialize(first);
  }

  async replaceKeys(keys: readonly KeyRecord[]): Promise<void> {
    this.keys.replaceAll(keys);
  }

  async createKey(key: KeyRecord): Promise<boolean> {
    return this.keys.create(key);
  }

  async changeKey(uid: string, change: KeyChange): Promise<KeyRecord | null> {
    return this.keys.change(uid, change);
  }

  async deleteKey(uid: string): Promise<boolean> {
    return this.keys.delete(uid);
  }

  async changeFeatures(change: Partial<FeatureSet>): Promise<FeatureSet> {
    return this.instance.changeFeatures(change);
  }

  async replaceNetwork(before: NetworkRecord, after: NetworkRecord): Promise<boolean> {
    return this.instance.replaceNetwork(before, after);
  }

  async listWebhooks(): Promise<readonly WebhookRecord[]> {
    return this.webhooks.list();
  }

  async createWebhook(webhook: WebhookRecord, most: number): Promise<boolean> {
    return this.webhooks.create(webhook, most);
  }

  async replaceWebhook(before: WebhookRecord, after: WebhookRecord): Promise<boolean> {
    return this.webhooks.replace(before, after);
  }

  async deleteWebhook(uuid: string): Promise<boolean> {
    return this.webhooks.delete(uuid);
  }

  async claimAnnouncements(
    claim: AnnouncementClaim,
    limit: number,
  ): Promise<readonly ClientTask[]> {
    return this.webhooks.claim(claim, limit);
  }

  async endAnnouncements(claim: AnnouncementClaim, tasks: readonly TaskUid[]): Promise<boolean> {
    return this.webhooks.end(claim, tasks);
  }

  async listChats(): Promise<readonly ChatWorkspace[]> {
    return this.instance.chats();
  }

  async replaceChat(uid: string, before: string | null, after: string | null): Promise<boolean> {
    return this.instance.replaceChat(uid, before, after);
  }
}
