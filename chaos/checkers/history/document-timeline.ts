import type { Micros } from '../../../sim/trace/operation.ts';
import { DocumentState } from './document-state.ts';
import type { Effect } from './effect.ts';
import type { Write } from './write.ts';

/** When a document was read. */
export interface ReadSpan {
  readonly from: Micros;
  readonly until: Micros;
}

/** Everything was written and had time to take effect. */
export const atTheEnd: ReadSpan = { from: Infinity, until: Infinity };

/** The states that a read may show; null among them: it may show none. */
export type StateSet = ReadonlySet<DocumentState | null>;

/** More states than this are not told apart: then any of its versions may be shown. */
const statesMax = 48;

/**
 * What was done to one document, and what reads of it may show.
 *
 * Kept writes take effect in the order of their task numbers. Those that a client knew to have
 * succeeded before a read was sent must have; each of the others that were sent before the read ended
 * may or may not have (a replica may lack one before the ledger knows). An ambiguous write may take
 * effect, or not, at any place after those that were acknowledged before it was sent.
 */
export class DocumentTimeline {
  readonly id: string;
  readonly shard: number;
  /** Every effect that may ever be seen, kept ones first. */
  readonly effects: readonly Effect[];
  /** By task number. */
  readonly #kept: readonly Effect[];
  readonly #ambiguous: readonly Effect[];
  /** The times of `visibleFrom` and `invokedAt`, ascending. */
  readonly #visibleTimes: readonly Micros[];
  readonly #sendTimes: readonly Micros[];
  readonly #known = new Map<number, StateSet | null>();
  #removals: readonly Write[] | undefined;
  readonly #states = new Map<string, DocumentState>();
  readonly #merged = new Map<Effect, Map<DocumentState | null, DocumentState>>();

  constructor(id: string, shard: number, effects: readonly Effect[]) {
    this.id = id;
    this.shard = shard;
    this.#kept = effects
      .filter(({ write }) => write.standing === 'kept')
      .toSorted((left, right) => taskOf(left) - taskOf(right));
    this.#ambiguous = effects.filter(({ write }) => write.standing === 'ambiguous');
    this.effects = [...this.#kept, ...this.#ambiguous];
    this.#visibleTimes = ascending(this.#kept.map(({ write }) => write.visibleFrom));
    this.#sendTimes = ascending(this.effects.map(({ write }) => write.operation.invokedAt));
  }

  /** The states that a read may show; null if they are too many to tell. */
  states(span: ReadSpan): StateSet | null {
    const key = this.#keyOf(span);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const states = this.#derive(span);
    this.#known.set(key, states);
    return states;
  }

  /**
   * What some replica must hold when each may have missed writes: the version of the last write that
   * names the document (null: its absence), or one that an ambiguous write may have made of it. A
   * deletion by filter may have found another state on a replica that had missed a write.
   */
  latestVersions(): ReadonlySet<unknown> {
    const last = this.#kept.findLastIndex(({ change }) => change.kind !== 'remove-matching');
    const effect = this.#kept[last];
    const versions = new Set<unknown>([effect === undefined ? null : versionOf(effect)]);
    if (last + 1 < this.#kept.length) versions.add(null);
    for (const ambiguous of this.#ambiguous) versions.add(versionOf(ambiguous));
    return versions;
  }

  /** The write that left a version; null if none did, or several, or one whose place is not known. */
  writerOf(v: unknown): Write | null {
    const [effect, ...others] = this.effects.filter((own) => versionOf(own) === v);
    if (v === undefined || v === null || effect === undefined || others.length > 0) return null;
    return effect.write.standing === 'kept' ? effect.write : null;
  }

  /** The kept writes after which the document is surely gone, by task number. */
  get removals(): readonly Write[] {
    this.#removals ??= this.#kept
      .filter((effect, place) => this.#isRemoval(effect, place))
      .map(({ write }) => write);
    return this.#removals;
  }

  #isRemoval(effect: Effect, place: number): boolean {
    const { change } = effect;
    if (change.kind !== 'remove-matching') return change.kind === 'remove';
    const ambiguous = this.#ambiguous.filter(({ write }) => write.after < taskOf(effect));
    const before = this.#follow(this.#kept.slice(0, place), ambiguous, () => true);
    return (
      before !== null &&
      [...before].every((state) => state === null || state.satisfies(change.filter))
    );
  }

  /** Spans with the same visible and the same begun writes have the same states. */
  #keyOf({ from, until }: ReadSpan): number {
    return countUntil(this.#visibleTimes, from) * 65_536 + countUntil(this.#sendTimes, until);
  }

  #derive(span: ReadSpan): StateSet | null {
    const kept = this.#kept.filter(({ write }) => write.operation.invokedAt <= span.until);
    const ambiguous = this.#ambiguous.filter(
      ({ write }) => write.operation.invokedAt <= span.until,
    );
    return this.#follow(kept, ambiguous, ({ write }) => write.visibleFrom <= span.from);
  }

  /** The states that these effects may leave, of which some surely took place. */
  #follow(
    kept: readonly Effect[],
    ambiguous: readonly Effect[],
    isVisible: (effect: Effect) => boolean,
  ): StateSet | null {
    const start = kept.findLastIndex((effect) => isVisible(effect) && isDefinite(effect));
    let states = new Set<DocumentState | null>([null]);
    for (let place = Math.max(0, start); place <= kept.length; place += 1) {
      const earlier = place > start;
      if (earlier && !this.#close(states, ambiguous, kept[place])) return null;
      const effect = kept[place];
      if (effect === undefined) break;
      const after = [...states].map((state) => this.#apply(effect, state));
      states = isVisible(effect) ? new Set(after) : states.union(new Set(after));
    }
    return states;
  }

  /** Adds what ambiguous writes may make of `states` before `next`; false if that is too much. */
  #close(
    states: Set<DocumentState | null>,
    ambiguous: readonly Effect[],
    next: Effect | undefined,
  ): boolean {
    const place = next === undefined ? Infinity : taskOf(next);
    const possible = ambiguous.filter(({ write }) => write.after < place);
    // A set visits what is added to it meanwhile, too.
    for (const state of states) {
      for (const effect of possible) states.add(this.#apply(effect, state));
      if (states.size > statesMax) return false;
    }
    return true;
  }

  #apply(effect: Effect, state: DocumentState | null): DocumentState | null {
    const { change } = effect;
    if (change.kind === 'replace') return change.state;
    if (change.kind === 'remove') return null;
    if (change.kind === 'merge') return this.#merge(effect, change.fields, state);
    return state?.satisfies(change.filter) === true ? null : state;
  }

  /** One object for equal states, so that sets of them stay small. */
  #merge(
    effect: Effect,
    fields: Readonly<Record<string, unknown>>,
    state: DocumentState | null,
  ): DocumentState {
    const results = this.#merged.get(effect) ?? new Map<DocumentState | null, DocumentState>();
    this.#merged.set(effect, results);
    let merged = results.get(state);
    if (merged === undefined) {
      const candidate = new DocumentState({ ...state?.fields, ...fields });
      const text = JSON.stringify(candidate.fields);
      merged = this.#states.get(text) ?? candidate;
      this.#states.set(text, merged);
      results.set(state, merged);
    }
    return merged;
  }
}

/** The version that an effect leaves; null: the document is gone. */
function versionOf({ change }: Effect): unknown {
  if (change.kind === 'replace') return change.state.v;
  return change.kind === 'merge' ? change.fields['v'] : null;
}

function isDefinite({ change }: Effect): boolean {
  return change.kind === 'replace' || change.kind === 'remove';
}

function taskOf({ write }: Effect): number {
  return write.task ?? Infinity;
}

function ascending(times: readonly Micros[]): readonly Micros[] {
  // Infinity minus itself is no number, and no order.
  return times.toSorted((left, right) => (left === right ? 0 : left - right));
}

/** How many of the ascending `times` are not after `limit`. */
function countUntil(times: readonly Micros[], limit: Micros): number {
  let count = 0;
  for (const time of times) {
    if (time > limit) break;
    count += 1;
  }
  return count;
}
