import { compareCodePoints } from '../../../engine/base/order.ts';
import { withFeatures } from '../../../engine/instance/features.ts';
import type { ChatWorkspace } from '../../../engine/ports/chats-store.ts';
import type { FeatureSet } from '../../../engine/ports/features-store.ts';
import { type NetworkRecord, noNetwork } from '../../../engine/ports/network-store.ts';
import type { RevisionRow } from './revision-row.ts';
import type { Statements } from './statements.ts';

/** What a SQLite store knows of the instance as a whole. To be used inside a transaction. */
export class InstanceRows {
  readonly #statements: Statements;
  readonly #revisions: RevisionRow;

  constructor(statements: Statements, revisions: RevisionRow) {
    this.#statements = statements;
    this.#revisions = revisions;
  }

  features(): FeatureSet {
    return withFeatures(JSON.parse(this.#read('features') ?? '{}'));
  }

  changeFeatures(change: Partial<FeatureSet>): FeatureSet {
    const features = withFeatures({ ...this.features(), ...change });
    this.#write('features', JSON.stringify(features), JSON.stringify(this.features()));
    return features;
  }

  network(): NetworkRecord {
    const document = this.#read('network');
    return document === undefined ? noNetwork : JSON.parse(document);
  }

  replaceNetwork(before: NetworkRecord, after: NetworkRecord): boolean {
    const held = JSON.stringify(this.network());
    if (JSON.stringify(before) !== held) return false;
    this.#write('network', JSON.stringify(after), held);
    return true;
  }

  chats(): readonly ChatWorkspace[] {
    return Array.from(this.#chats(), ([uid, settings]) => ({ uid, settings })).toSorted(
      (left, right) => compareCodePoints(left.uid, right.uid),
    );
  }

  replaceChat(uid: string, before: string | null, after: string | null): boolean {
    const chats = this.#chats();
    if ((chats.get(uid) ?? null) !== before) return false;
    if (after === null) chats.delete(uid);
    else chats.set(uid, after);
    // Nobody remembers them: they are read whenever they are asked for.
    this.#statements.replaceInstance.run({ name: 'chats', document: JSON.stringify([...chats]) });
    return true;
  }

  #chats(): Map<string, string> {
    return new Map(JSON.parse(this.#read('chats') ?? '[]'));
  }

  #read(name: string): string | undefined {
    return this.#statements.selectInstance.get(name)?.document;
  }

  #write(name: string, document: string, before: string): void {
    if (document === before) return;
    this.#statements.replaceInstance.run({ name, document });
    this.#revisions.noteInstance();
  }
}
