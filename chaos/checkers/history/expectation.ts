import type { Operation, SearchIntent } from '../../../sim/trace/operation.ts';
import type { DocumentState } from './document-state.ts';
import type { DocumentTimeline } from './document-timeline.ts';
import type { IndexHistory } from './index-history.ts';

/** A document that a read may find. */
export interface Candidate {
  readonly id: string;
  readonly shard: number;
  /** Whether it has to be found. */
  readonly isRequired: boolean;
  /** The states in which it may be found; null: any that was ever written. */
  readonly states: readonly DocumentState[] | null;
}

/** What a read of an index has to find. */
export interface Expectation {
  readonly candidates: ReadonlyMap<string, Candidate>;
  /** The least and the most documents that there can be. */
  readonly least: number;
  readonly most: number;
  /** Whether answers show all members of a document. */
  readonly showsWhole: boolean;
  /** The most documents of a search that clients get to see. */
  readonly totalMax: number;
}

/** Meilisearch's `pagination.maxTotalHits`. */
const totalMaxByDefault = 1000;

/** Settings that change which documents a query finds, or how many count as found. */
const findingSettings = [
  'stopWords',
  'synonyms',
  'separatorTokens',
  'nonSeparatorTokens',
  'dictionary',
  'localizedAttributes',
];

/**
 * What a read must and may find; null if settings were set under which that cannot be told. Of
 * shards that are not promised, an answer may show anything or nothing.
 */
export function expect(
  index: IndexHistory,
  operation: Operation,
  isPromised: (shard: number) => boolean,
): Expectation | null {
  const { intent, endedAt: until, invokedAt: from } = operation;
  const search = intent.kind === 'search' ? intent : null;
  if (search !== null && !isTellable(index, search, until)) return null;
  const candidates = new Map<string, Candidate>();
  let least = 0;
  for (const timeline of index.documents.values()) {
    const candidate = candidateOf(timeline, search, {
      span: { from, until },
      isFree: !isPromised(timeline.shard),
    });
    if (candidate === null) continue;
    candidates.set(candidate.id, candidate);
    if (candidate.isRequired) least += 1;
  }
  return {
    candidates,
    least,
    most: candidates.size,
    showsWhole: index.settingValues('displayedAttributes', until).length === 0,
    totalMax: search === null ? Infinity : totalMaxOf(index, until),
  };
}

interface ReadOfDocument {
  readonly span: { readonly from: number; readonly until: number };
  readonly isFree: boolean;
}

function candidateOf(
  timeline: DocumentTimeline,
  search: SearchIntent | null,
  { span, isFree }: ReadOfDocument,
): Candidate | null {
  const { id, shard } = timeline;
  const states = isFree ? null : timeline.states(span);
  if (states === null) return { id, shard, isRequired: false, states };
  const found: DocumentState[] = [];
  for (const state of states) {
    if (state !== null && (search === null || state.matches(search))) found.push(state);
  }
  if (found.length === 0) return null;
  return { id, shard, isRequired: found.length === states.size, states: found };
}

function isTellable(index: IndexHistory, search: SearchIntent, until: number): boolean {
  if (index.settingValues('distinctAttribute', until).length > 0) return false;
  if (search.words.length === 0) return true;
  const searchable = index.settingValues('searchableAttributes', until);
  return (
    searchable.every((names) => Array.isArray(names) && isSearchable(names)) &&
    findingSettings.every((name) => index.settingValues(name, until).length === 0)
  );
}

function isSearchable(names: readonly unknown[]): boolean {
  return names.includes('*') || names.includes('words');
}

function totalMaxOf(index: IndexHistory, until: number): number {
  return Math.min(
    totalMaxByDefault,
    ...index.settingValues('pagination', until).map((value) => memberNumber(value, 'maxTotalHits')),
  );
}

/** A number in an object; Infinity if there is none. */
export function memberNumber(value: unknown, name: string): number {
  if (typeof value !== 'object' || value === null) return Infinity;
  const member = Object.entries(value).find(([key]) => key === name)?.[1];
  return typeof member === 'number' ? member : Infinity;
}
