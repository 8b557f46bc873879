import type { ClientTask, TaskUid } from '../ports/task-store.ts';

/** What an unfinished write makes of a document's place: its sequence, or null once it is deleted. */
type Sequence = string | null;

/** What a write makes of the documents that it knows. */
export type SequenceChanges = Pick<ReadonlyMap<string, Sequence>, 'has' | 'get'>;

interface PendingWrite {
  readonly task: TaskUid;
  readonly indexUid: string;
  /** Undefined: every document of the index is gone. */
  readonly sequences: SequenceChanges | undefined;
}

/**
 * The insertion sequences that accepted but unfinished writes give to documents. A node cannot be
 * asked about them yet, and a replaced document must keep the sequence of its first insertion.
 * Losing this memory in a crash, or not sharing it between proxies, costs only the place of a document
 * among ties, never a document.
 */
export class PendingSequences {
  readonly #writes = new Map<TaskUid, PendingWrite>();

  /** Notes what a write gives to (or takes from) documents; `undefined` clears the index. */
  note(task: TaskUid, indexUid: string, sequences: SequenceChanges | undefined): void {
    this.#writes.set(task, { task, indexUid, sequences });
  }

  /** The tasks that are noted. */
  tasks(): readonly TaskUid[] {
    return [...this.#writes.keys()];
  }

  /** Forgets everything: other proxies may have written meanwhile. */
  clear(): void {
    this.#writes.clear();
  }

  /** Forgets a write whose effect the nodes now show. */
  forget(task: Pick<ClientTask, 'uid'>): void {
    this.#writes.delete(task.uid);
  }

  /**
   * What unfinished writes say about a document: its sequence, null if it is deleted, or undefined
   * if only the nodes can tell.
   */
  lookup(indexUid: string, id: string): Sequence | undefined {
    let known: Sequence | undefined;
    for (const write of this.#writes.values()) {
      if (write.indexUid !== indexUid) continue;
      if (write.sequences === undefined) known = null;
      else if (write.sequences.has(id)) known = write.sequences.get(id) ?? null;
    }
    return known;
  }
}
