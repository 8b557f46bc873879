import { compareNumbers } from '../../engine/base/order.ts';
import type { RankedDocument } from './ranking/ranking.ts';
import type { PageWindow } from './search-query.ts';
import type { StoredIndex } from './stored-index.ts';

/** What bears on which of the ranked documents become hits. */
export interface SelectionRules {
  /** The attribute of which no two hits share a value. */
  readonly distinct: string | null;
  readonly window: PageWindow;
  /** Hits with a lower score are left out. */
  readonly threshold: number | null;
}

/** The hits of a page, and the documents that count as found. */
export interface Selection {
  readonly hits: readonly RankedDocument[];
  /** Ascending internal ids. */
  readonly candidates: readonly number[];
}

/**
 * Takes hits bucket by bucket until the page is full, as Meilisearch v1.21 does: what it has not
 * come to counts as found, even if it would be left out. In page mode it counts everything.
 */
export function selectHits(
  index: StoredIndex,
  ranked: readonly RankedDocument[],
  rules: SelectionRules,
): Selection {
  const { offset, limit } = rules.window;
  if (rules.distinct === null && rules.threshold === null) {
    const candidates = ranked.map(({ internalId }) => internalId).toSorted(compareNumbers);
    return { hits: ranked.slice(offset, offset + limit), candidates };
  }
  const selecting = new Selecting(index, ranked, rules);
  // Nothing is looked at for a page that lies behind everything.
  if (ranked.length >= offset) selecting.run();
  const hits = selecting.hits.slice(offset, offset + limit);
  return { hits, candidates: selecting.candidates() };
}

class Selecting {
  readonly hits: RankedDocument[] = [];
  readonly #index: StoredIndex;
  readonly #ranked: readonly RankedDocument[];
  readonly #rules: SelectionRules;
  readonly #candidates: Set<number>;
  /** Values of the distinct attribute that a hit has. */
  readonly #seen = new Set<string>();

  constructor(index: StoredIndex, ranked: readonly RankedDocument[], rules: SelectionRules) {
    this.#index = index;
    this.#ranked = ranked;
    this.#rules = rules;
    this.#candidates = new Set(ranked.map(({ internalId }) => internalId));
  }

  run(): void {
    const isRanked = this.#ranked.some(({ details }) => details.length > 0);
    if (isRanked) {
      if (this.#rules.window.limit > 0 || this.#countsAll) this.#walk(this.#ranked, 0);
      return;
    }
    // Without rules to rank by, documents are taken one by one.
    for (const document of this.#ranked) {
      if (this.#isFull) return;
      if (this.#candidates.has(document.internalId)) this.#take([document]);
    }
  }

  candidates(): readonly number[] {
    const found = [...this.#candidates].toSorted(compareNumbers);
    if (!this.#rules.window.isPaged) return found;
    const seen = new Set<string>();
    return found.filter((internalId) => {
      const values = this.#values(internalId);
      if (values.some((value) => seen.has(value))) return false;
      for (const value of values) seen.add(value);
      return true;
    });
  }

  get #countsAll(): boolean {
    return this.#rules.window.isPaged && this.#rules.threshold !== null;
  }

  get #isFull(): boolean {
    const { offset, limit } = this.#rules.window;
    return this.hits.length >= offset + limit && !this.#countsAll;
  }

  /**
   * Takes documents rule by rule. What lies before the page as a whole is not told apart by the
   * rules that follow.
   */
  #walk(documents: readonly RankedDocument[], level: number): void {
    for (const bucket of bucketsOf(documents, level)) {
      if (this.#isFull) return;
      const left = bucket.filter(({ internalId }) => this.#candidates.has(internalId));
      const isLeaf = left.every(({ details }) => details.length <= level + 1);
      const isSkipped = this.hits.length + left.length < this.#rules.window.offset;
      if (isLeaf || isSkipped) this.#takeBucket(left);
      else this.#walk(left, level + 1);
    }
  }

  #takeBucket(bucket: readonly RankedDocument[]): void {
    const { threshold } = this.#rules;
    const [first] = bucket;
    if (threshold !== null && first !== undefined && first.score < threshold) {
      for (const { internalId } of bucket) this.#candidates.delete(internalId);
    } else {
      this.#take(bucket.toSorted((left, right) => left.internalId - right.internalId));
    }
  }

  #take(bucket: readonly RankedDocument[]): void {
    for (const document of bucket) {
      const values = this.#values(document.internalId);
      if (values.some((value) => this.#seen.has(value))) continue;
      for (const value of values) this.#seen.add(value);
      this.hits.push(document);
    }
    if (this.#rules.distinct !== null) this.#dropSharers();
  }

  /** Documents that share a value with a hit are out of the count at once, wherever they stand. */
  #dropSharers(): void {
    const hits = new Set(this.hits.map(({ internalId }) => internalId));
    for (const internalId of this.#candidates) {
      const shares = this.#values(internalId).some((value) => this.#seen.has(value));
      if (shares && !hits.has(internalId)) this.#candidates.delete(internalId);
    }
  }

  #values(internalId: number): readonly string[] {
    if (this.#rules.distinct === null) return [];
    const { numbers, texts } = this.#index.document(internalId).values(this.#rules.distinct);
    return [...numbers.map((value) => `n${value}`), ...texts.map((text) => `s${text.normalized}`)];
  }
}

/** Groups neighbours that the rule at `level` does not tell apart. */
function bucketsOf(documents: readonly RankedDocument[], level: number): RankedDocument[][] {
  const buckets: RankedDocument[][] = [];
  let previous: string | undefined;
  for (const document of documents) {
    const key = JSON.stringify(document.details[level]) ?? '';
    if (key === previous) buckets.at(-1)?.push(document);
    else buckets.push([document]);
    previous = key;
  }
  return buckets;
}
