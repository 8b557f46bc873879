import { ApiError } from '../../engine/protocol/api-error.ts';
import { type BatchFault, failBatch, runBatch } from './batch-run.ts';
import { chooseBatch } from './batch-choice.ts';
import type { Inspection } from './inspection.ts';
import { type ModelReply, type ModelRequest, readRequest } from './request.ts';
import { answerRequest } from './routes.ts';
import { type ModelOptions, NodeState, type Snapshot } from './node-state.ts';
import { rotDocument, rottableIds } from './rot.ts';
import type { StoredIndex } from './stored-index.ts';
import type { TaskBatch } from './task-queue.ts';
import type { TaskContent } from './task.ts';

export type { ModelReply, ModelRequest } from './request.ts';

/** What a simulated node is made with. */
export interface MeilisearchOptions extends ModelOptions {
  /** The only key; empty: every request is let in. */
  readonly masterKey: string;
  /**
   * How many of the compatible tasks that wait the next batch takes: 1 to `available`. The real one
   * takes those that happen to be there.
   */
  readonly autobatch: (available: number) => number;
}

/**
 * A Meilisearch v1.21 as a state machine: it answers at once, and works only when it is told to.
 * Writes are durable from their answer on and take effect when the batch that holds them finishes.
 * Whoever drives it decides when batches begin and end, and what fails.
 */
export class Meilisearch {
  readonly #options: MeilisearchOptions;
  #state: NodeState;
  #running: TaskBatch | undefined;

  constructor(options: MeilisearchOptions) {
    this.#options = options;
    this.#state = new NodeState(options);
  }

  /** Answers one request. Never throws for what a client may send. */
  handle(request: ModelRequest): ModelReply {
    try {
      return answerRequest(this.#state, readRequest(request), this.#options.masterKey);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: JSON.stringify(error.body()) };
    }
  }

  /**
   * Takes the next batch off the queue and marks its tasks as processing; undefined if nothing
   * waits or a batch is running. `size` says how much work it is: documents and one.
   */
  beginBatch(): { readonly tasks: readonly number[]; readonly size: number } | undefined {
    if (this.#running !== undefined) return undefined;
    const chosen = chooseBatch(this.#state, this.#options.autobatch);
    if (chosen === undefined) return undefined;
    this.#running = this.#state.tasks.begin(chosen);
    const size = chosen.reduce((sum, task) => sum + documentsIn(task.content), 1);
    return { tasks: chosen.map((task) => task.uid), size };
  }

  /**
   * Applies the batch begun, atomically: afterwards searches see it. With a `fault`, nothing of it
   * is applied and all its tasks fail.
   */
  finishBatch(fault?: BatchFault): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    if (fault === undefined) runBatch(this.#state, running);
    else failBatch(this.#state, running, fault);
  }

  /** A crash: the batch begun is as if it had never begun. */
  abortBatch(): void {
    if (this.#running === undefined) return;
    this.#state.tasks.abort(this.#running);
    this.#running = undefined;
  }

  /** What is on the node's disk: a batch begun is not. */
  snapshot(): Snapshot {
    return this.#state.snapshot();
  }

  /** Puts back what was on the disk; a batch begun is forgotten. */
  restore(snapshot: Snapshot): void {
    this.#running = undefined;
    this.#state = NodeState.restore(this.#options, snapshot, this.#state.isDiskFull);
  }

  /** A new disk. */
  wipe(): void {
    this.#running = undefined;
    this.#state = new NodeState(this.#options);
  }

  /** Ids of the documents that {@link rot} would change, in their order; undefined `before`: all. */
  rottableIds(indexUid: string, before?: Snapshot): readonly string[] {
    const index = this.#state.indexes.get(indexUid);
    return index === undefined ? [] : rottableIds(index, indexIn(before, indexUid));
  }

  /** Has a document be what it was `before`, without a task; where nothing was before, it is gone. */
  rot(indexUid: string, id: string, before?: Snapshot): void {
    const index = this.#state.indexes.get(indexUid);
    if (index !== undefined) rotDocument(index, id, indexIn(before, indexUid));
  }

  /** While the disk is full, writes are refused. */
  setDiskFull(full: boolean): void {
    this.#state.isDiskFull = full;
  }

  inspect(): Inspection {
    return this.#state.inspect();
  }
}

/** Begins and finishes batches until no task waits. */
export function settleAll(model: Meilisearch): void {
  do model.finishBatch();
  while (model.beginBatch() !== undefined);
}

function indexIn(snapshot: Snapshot | undefined, uid: string): StoredIndex | undefined {
  return snapshot?.indexes.find((index) => index.uid === uid);
}

function documentsIn(content: TaskContent): number {
  if (content.kind === 'add') return content.documents.length;
  return content.kind === 'delete-ids' ? content.ids.length : 0;
}
