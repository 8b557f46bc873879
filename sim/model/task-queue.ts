import { ApiError } from '../../engine/protocol/api-error.ts';
import { detailsOf, emptyDetails, pendingDetails } from './task-details.ts';
import { type Task, type TaskContent, typeOf } from './task.ts';

/** Tasks that are processed together, all or none. */
export interface TaskBatch {
  readonly uid: number;
  readonly startedAtMs: number;
  readonly tasks: readonly Task[];
}

/** The tasks of a node: all that it ever accepted, and which of them wait. */
export class TaskQueue {
  readonly #wallMs: () => number;
  /** By uid. */
  readonly #tasks: Task[];
  readonly #waiting: Task[];
  #processing: readonly Task[] = [];
  #nextBatchUid: number;

  constructor(wallMs: () => number, tasks: readonly Task[] = [], nextBatchUid = 0) {
    this.#wallMs = wallMs;
    this.#tasks = tasks.map((task) => ({ ...task }));
    this.#waiting = this.#tasks.filter((task) => task.status === 'enqueued');
    this.#nextBatchUid = nextBatchUid;
  }

  get all(): readonly Task[] {
    return this.#tasks;
  }

  /** Those that are enqueued, oldest first. */
  get waiting(): readonly Task[] {
    return this.#waiting;
  }

  /** What of it is on the disk: a batch that is being processed is not. */
  snapshot(): { readonly tasks: readonly Task[]; readonly nextBatchUid: number } {
    const tasks = this.#tasks.map((task) =>
      task.status === 'processing' ? { ...task, ...notBegun } : { ...task },
    );
    const isProcessing = this.#tasks.some((task) => task.status === 'processing');
    return { tasks, nextBatchUid: this.#nextBatchUid - (isProcessing ? 1 : 0) };
  }

  /** Whether tasks of an index are being processed. */
  isProcessing(indexUid: string): boolean {
    return this.#processing[0]?.indexUid === indexUid;
  }

  /** Accepts a write. */
  enqueue(indexUid: string, content: TaskContent): Task {
    const task = this.#add(indexUid, content);
    this.#waiting.push(task);
    return task;
  }

  /**
   * Cancels those of `matched` that wait. Meilisearch does so before it begins another batch; here it is
   * done at once, and a batch that is being processed goes on.
   */
  cancel(matched: readonly Task[], query: string): Task {
    const content = { kind: 'cancel', matched: matched.length, query } as const;
    const cancelation = this.#add('', content);
    const canceled = matched.filter((task) => task.status === 'enqueued');
    const batchUid = this.#nextBatchUid;
    this.#nextBatchUid += 1;
    const moment = this.#wallMs();
    const times = { batchUid, startedAtMs: moment, finishedAtMs: moment };
    for (const task of canceled) {
      const details = emptyDetails(task);
      Object.assign(task, times, { status: 'canceled', canceledBy: cancelation.uid, details });
      this.#waiting.splice(this.#waiting.indexOf(task), 1);
    }
    const details = detailsOf(cancelation, { canceledTasks: canceled.length });
    return Object.assign(cancelation, times, { status: 'succeeded', details });
  }

  #add(indexUid: string, content: TaskContent): Task {
    const task: Task = {
      uid: this.#tasks.length,
      indexUid,
      type: typeOf(content),
      content,
      enqueuedAtMs: this.#wallMs(),
      batchUid: null,
      status: 'enqueued',
      details: pendingDetails({ indexUid, content }),
      error: null,
      startedAtMs: null,
      finishedAtMs: null,
      canceledBy: null,
    };
    this.#tasks.push(task);
    return task;
  }

  /** Marks tasks that wait as processing. */
  begin(tasks: readonly Task[]): TaskBatch {
    const batch = { uid: this.#nextBatchUid, startedAtMs: this.#wallMs(), tasks };
    this.#nextBatchUid += 1;
    this.#processing = tasks;
    for (const task of tasks) {
      task.status = 'processing';
      task.batchUid = batch.uid;
      task.startedAtMs = batch.startedAtMs;
      this.#waiting.splice(this.#waiting.indexOf(task), 1);
    }
    return batch;
  }

  /** Puts the tasks of a batch back to where they were. */
  abort(batch: TaskBatch): void {
    for (const task of batch.tasks) {
      Object.assign(task, notBegun);
    }
    this.#processing = [];
    this.#waiting.push(...batch.tasks);
    this.#waiting.sort((left, right) => left.uid - right.uid);
    this.#nextBatchUid = batch.uid;
  }

  /** Records how a task ended. */
  end(task: Task, details: string, error: ApiError | null): void {
    task.status = error === null ? 'succeeded' : 'failed';
    task.details = details;
    task.error = error === null ? null : error.body();
    task.finishedAtMs = this.#wallMs();
    this.#processing = [];
  }
}

const notBegun = { status: 'enqueued', batchUid: null, startedAtMs: null } as const;
