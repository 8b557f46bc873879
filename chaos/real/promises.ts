/** A document as a client wrote it; null: there is none. */
export type DocumentState = Readonly<Record<string, unknown>> | null;

/** What is written: a document, or members of one. */
export interface WrittenDocument {
  readonly id: number;
  readonly [member: string]: unknown;
}

/** What a write does to one document. */
export type WriteEffect = (id: number, state: DocumentState) => DocumentState;

/**
 * What a client knows of a write: it was carried out, or it may have been, wholly or in part (its
 * connection broke, too few replicas took it, or its task failed).
 */
export type WriteOutcome = 'kept' | 'open';

/** One write of a client, in the order in which it sent them. */
export interface SentWrite {
  readonly effect: WriteEffect;
  readonly outcome: WriteOutcome;
}

/**
 * The states that a document may be in after `writes`: one after a write that was kept, both after one
 * that is open. Writes of one client that waits for each answer take effect in their order.
 */
export function possibleStates(id: number, writes: readonly SentWrite[]): readonly DocumentState[] {
  let states = new Map<string, DocumentState>([textOf(null)]);
  for (const { effect, outcome } of writes) {
    const after = [...states.values()].map((state) => textOf(effect(id, state)));
    states = new Map(outcome === 'kept' ? after : [...states, ...after]);
  }
  return [...states.values()];
}

/** A state and the text by which it is told from others: the order of members does not count. */
function textOf(state: DocumentState): [string, DocumentState] {
  return [canonicalText(state), state];
}

/** The same text for equal documents, whatever the order of their members. */
export function canonicalText(state: DocumentState): string {
  if (state === null) return 'none';
  const members = Object.entries(state).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify(Object.fromEntries(members));
}

/** A write that puts a document in place of another. */
export function replaces(document: WrittenDocument): WriteEffect {
  return (id, state) => (id === document.id ? { ...document } : state);
}

/** A write that changes members of a document, or makes one of them if there is none. */
export function updates(change: WrittenDocument): WriteEffect {
  return (id, state) => (id === change.id ? { ...state, ...change } : state);
}

/** A write that deletes documents by their ids. */
export function deletes(ids: readonly number[]): WriteEffect {
  return (id, state) => (ids.includes(id) ? null : state);
}

/** A write that deletes the documents that have all of these members. */
export function deletesWhere(members: Readonly<Record<string, unknown>>): WriteEffect {
  return (_, state) => {
    const matches = Object.entries(members).every(([name, value]) => state?.[name] === value);
    return state !== null && matches ? null : state;
  };
}

/** Several writes in one request. */
export function together(effects: readonly WriteEffect[]): WriteEffect {
  return (id, state) => effects.reduce((before, effect) => effect(id, before), state);
}
