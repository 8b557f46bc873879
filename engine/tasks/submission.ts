import type { NodeBatch } from '../gather/write.ts';
import type { Placement } from '../placement/placement.ts';
import type { IndexAcceptance, IndexRecord, TaskDraft, TaskUid } from '../ports/task-store.ts';

/** A client's write, ready to be numbered and sent. */
export interface Submission {
  readonly draft: Omit<TaskDraft, 'enqueuedAt' | 'indexName' | 'names'>;
  /** What writers must assume of the index once this write is accepted. */
  readonly acceptance?: IndexAcceptance;
  /** Where the index goes if there is none yet. */
  readonly placement?: Placement;
  readonly operation: string;
  /**
   * `quorum`: every shard needs its quorum in some group. `every`: all nodes must take it, and what
   * some took is undone if others did not.
   */
  readonly needs: 'quorum' | 'every';
  /** What every node must enqueue first, such as the creation of the index. */
  readonly prelude: readonly NodeBatch[];
  /** The index that the batches are about, for the placement of its shards. */
  readonly index: IndexRecord | null;
  batches(uid: TaskUid): readonly NodeBatch[];
  /** What the client must know when the write is given up and cannot be undone. */
  readonly remains?: string;
}

/** What a write is about, by the names that its client uses. */
export interface Subject {
  /** The index whose task it is; null: it is no single index's. */
  readonly name: string | null;
  /** Further names that it looks at or changes. */
  readonly otherNames: readonly string[];
}

/**
 * Makes a submission from the index as it is known now (null: nothing is), and from those of the
 * other names. It may be called again, if one of them changed before the write got its number.
 */
export type Preparation = (
  index: IndexRecord | null,
  others: readonly (IndexRecord | null)[],
) => Submission | Promise<Submission>;

/** A submission whose outcome is known on arrival: nothing is sent to any node. */
export const nothingToSend: Pick<Submission, 'needs' | 'prelude' | 'index' | 'batches'> = {
  needs: 'every',
  prelude: [],
  index: null,
  batches: () => [],
};
