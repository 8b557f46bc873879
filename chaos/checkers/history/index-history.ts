import type { Micros } from '../../../sim/trace/operation.ts';
import type { Placement } from '../placement.ts';
import { DocumentTimeline } from './document-timeline.ts';
import { type Effect, namedEffects, wideEffect } from './effect.ts';
import type { Write } from './write.ts';

/** Everything that was done to one index. */
export class IndexHistory {
  readonly uid: string;
  /** In the order in which they ended. */
  readonly writes: readonly Write[];
  readonly #placement: Placement;
  readonly #settingWrites: readonly Write[];
  #documents: ReadonlyMap<string, DocumentTimeline> | undefined;

  constructor(uid: string, writes: readonly Write[], placement: Placement) {
    this.uid = uid;
    this.writes = writes;
    this.#settingWrites = writes.filter(
      ({ intent, standing }) => intent.kind === 'update-settings' && standing !== 'void',
    );
    this.#placement = placement;
  }

  /** Every document that some write named, by id. */
  get documents(): ReadonlyMap<string, DocumentTimeline> {
    this.#documents ??= this.#collect();
    return this.#documents;
  }

  /** Whether a read that was sent at `from` and ended at `until` must find the index. */
  mustExist(from: Micros, until: Micros): boolean {
    return (
      !this.mayBeDeleted(until) &&
      this.writes.some(
        ({ intent, visibleFrom }) =>
          visibleFrom <= from &&
          (intent.kind === 'write-documents' ||
            intent.kind === 'create-index' ||
            intent.kind === 'update-settings'),
      )
    );
  }

  /** Whether any deletion of the index that was sent by `until` may have taken effect. */
  mayBeDeleted(until: Micros): boolean {
    return this.writes.some(
      ({ intent, standing, operation }) =>
        intent.kind === 'delete-index' && standing !== 'void' && operation.invokedAt <= until,
    );
  }

  /** Every value that a setting may have had by `until`, its default left out. */
  settingValues(name: string, until: Micros): readonly unknown[] {
    return this.#settingWrites.flatMap(({ intent, operation }) => {
      if (intent.kind !== 'update-settings' || operation.invokedAt > until) return [];
      if (!Object.hasOwn(intent.settings, name)) return [];
      const value = intent.settings[name];
      return isNeutral(value) ? [] : [value];
    });
  }

  #collect(): ReadonlyMap<string, DocumentTimeline> {
    const effects = new Map<string, Effect[]>();
    const wide: Effect[] = [];
    for (const write of this.writes) {
      const everywhere = wideEffect(write);
      if (everywhere !== null) wide.push(everywhere);
      for (const [id, effect] of namedEffects(write)) {
        const known = effects.get(id);
        if (known === undefined) effects.set(id, [effect]);
        else known.push(effect);
      }
    }
    const documents = new Map<string, DocumentTimeline>();
    for (const [id, own] of effects) {
      const shard = this.#placement.shardOf(id);
      documents.set(id, new DocumentTimeline(id, shard, [...own, ...wide]));
    }
    return documents;
  }
}

/** Whether a value of a setting is as good as none. */
function isNeutral(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
