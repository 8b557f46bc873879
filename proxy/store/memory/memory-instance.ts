import { compareCodePoints } from '../../../engine/base/order.ts';
import { withFeatures } from '../../../engine/instance/features.ts';
import type { ChatWorkspace } from '../../../engine/ports/chats-store.ts';
import type { FeatureSet } from '../../../engine/ports/features-store.ts';
import { type NetworkRecord, noNetwork } from '../../../engine/ports/network-store.ts';
import type { MemoryRevisions } from './memory-revisions.ts';

/** What a {@link MemoryStore} knows of the instance as a whole. */
export class MemoryInstance {
  readonly #revisions: MemoryRevisions;
  #features: FeatureSet = withFeatures({});
  #network: NetworkRecord = noNetwork;
  readonly #chats = new Map<string, string>();

  constructor(revisions: MemoryRevisions) {
    this.#revisions = revisions;
  }

  get features(): FeatureSet {
    return this.#features;
  }

  get network(): NetworkRecord {
    return this.#network;
  }

  changeFeatures(change: Partial<FeatureSet>): FeatureSet {
    const features = withFeatures({ ...this.#features, ...change });
    if (JSON.stringify(features) !== JSON.stringify(this.#features)) this.#revisions.noteInstance();
    this.#features = features;
    return features;
  }

  replaceNetwork(before: NetworkRecord, after: NetworkRecord): boolean {
    const held = JSON.stringify(this.#network);
    if (JSON.stringify(before) !== held) return false;
    if (JSON.stringify(after) !== held) this.#revisions.noteInstance();
    this.#network = structuredClone(after);
    return true;
  }

  chats(): readonly ChatWorkspace[] {
    return [...this.#chats]
      .map(([uid, settings]) => ({ uid, settings }))
      .toSorted((left, right) => compareCodePoints(left.uid, right.uid));
  }

  replaceChat(uid: string, before: string | null, after: string | null): boolean {
    if ((this.#chats.get(uid) ?? null) !== before) return false;
    if (after === null) this.#chats.delete(uid);
    else this.#chats.set(uid, after);
    return true;
  }
}
