import { ApiError } from '../../engine/protocol/api-error.ts';
import { compareCodePoints } from '../../engine/base/order.ts';
import type { Inspection } from './inspection.ts';
import type { RankingModel } from './ranking/ranking.ts';
import { StoredIndex } from './stored-index.ts';
import { TaskQueue } from './task-queue.ts';
import type { Task, TaskContent } from './task.ts';

/** What the state of a node depends on besides what it was told. */
export interface ModelOptions {
  readonly ranking: RankingModel;
  /** The node's clock, in milliseconds since 1970. */
  readonly wallMs: () => number;
  /**
   * The real one gives a new document the lowest internal id that a deleted one has left free; `after
   * all` gives it the place after all others, which is Miroir's order (docs/decisions/0004).
   */
  readonly placeOfNew: 'lowest free' | 'after all';
}

/** What is on a node's disk. Opaque: {@link NodeState.restore} reads it. */
export interface Snapshot {
  readonly tasks: readonly Task[];
  readonly nextBatchUid: number;
  readonly indexes: readonly StoredIndex[];
}

/** All that a node holds. */
export class NodeState {
  readonly options: ModelOptions;
  readonly tasks: TaskQueue;
  readonly indexes: Map<string, StoredIndex>;
  isDiskFull = false;

  constructor(options: ModelOptions, tasks?: TaskQueue, indexes?: Iterable<StoredIndex>) {
    this.options = options;
    this.tasks = tasks ?? new TaskQueue(options.wallMs);
    this.indexes = new Map(Array.from(indexes ?? [], (index) => [index.uid, index]));
  }

  static restore(options: ModelOptions, snapshot: Snapshot, isDiskFull: boolean): NodeState {
    const { tasks, nextBatchUid, indexes } = snapshot;
    const queue = new TaskQueue(options.wallMs, tasks, nextBatchUid);
    const state = new NodeState(
      options,
      queue,
      indexes.map((index) => index.copy()),
    );
    state.isDiskFull = isDiskFull;
    return state;
  }

  snapshot(): Snapshot {
    return {
      ...this.tasks.snapshot(),
      indexes: Array.from(this.indexes.values(), (index) => index.copy()),
    };
  }

  /** The index called `uid`; throws `index_not_found`. */
  index(uid: string): StoredIndex {
    const index = this.indexes.get(uid);
    if (index !== undefined) return index;
    throw new ApiError(404, 'index_not_found', 'invalid_request', `Index \`${uid}\` not found.`);
  }

  /** Makes an empty index. */
  createIndex(uid: string, createdAtMs: number): StoredIndex {
    const index = new StoredIndex(uid, this.options.ranking, createdAtMs);
    this.indexes.set(uid, index);
    return index;
  }

  /** The uids of all indexes, sorted. */
  get uids(): readonly string[] {
    return [...this.indexes.keys()].toSorted(compareCodePoints);
  }

  /** Accepts a write; throws `no_space_left_on_device` while the disk is full. */
  enqueue(indexUid: string, content: TaskContent): Task {
    if (this.isDiskFull) throw diskFull();
    return this.tasks.enqueue(indexUid, content);
  }

  inspect(): Inspection {
    const indexes = this.uids.map((uid) => {
      const index = this.index(uid);
      const documents = Array.from(index, ({ id, text }) => ({ id, text }));
      return { uid, primaryKey: index.primaryKey, documents };
    });
    const tasks = this.tasks.all.map(({ uid, status, type, indexUid }) => ({
      uid,
      status,
      type,
      indexUid,
    }));
    return { indexes, tasks };
  }
}

function diskFull(): ApiError {
  return new ApiError(
    422,
    'no_space_left_on_device',
    'system',
    'Meilisearch cannot receive write operations because the limit of the task database has been reached. Please delete tasks to continue performing write operations.',
  );
}
