import type { ClientTask, OwnedTask, TaskPage, TaskUid } from '../../../engine/ports/task-store.ts';
import type { MemorySessions } from './memory-sessions.ts';
import { matches } from './task-filter.ts';

/** All tasks of a memory store, and the numbers that they get. */
export class MemoryTaskRows {
  #nextUid: TaskUid = 0;
  /** In order of their numbers. */
  readonly #tasks = new Map<TaskUid, ClientTask>();
  readonly #sessions: MemorySessions;

  constructor(sessions: MemorySessions) {
    this.#sessions = sessions;
  }

  /** Stores the task that `make` makes of the next number. */
  add(make: (uid: TaskUid) => ClientTask): ClientTask {
    const task = structuredClone(make(this.#nextUid));
    this.#nextUid += 1;
    this.#tasks.set(task.uid, task);
    return task;
  }

  /** Takes a task away; its number is used again if no other has been given since. */
  takeBack(uid: TaskUid): void {
    this.#tasks.delete(uid);
    if (this.#nextUid === uid + 1) this.#nextUid = uid;
  }

  get(uid: TaskUid): ClientTask | undefined {
    return this.#tasks.get(uid);
  }

  set(task: ClientTask): void {
    this.#tasks.set(task.uid, task);
  }

  delete(uid: TaskUid): void {
    this.#tasks.delete(uid);
  }

  /** Oldest first. */
  all(): readonly ClientTask[] {
    return [...this.#tasks.values()];
  }

  unsettled(): readonly ClientTask[] {
    return this.all().filter((task) => task.phase !== 'settled');
  }

  /** The tasks that match, or would if they were as `seen` says, oldest first. */
  matching(
    { filter, withDeleted }: Pick<TaskPage, 'filter' | 'withDeleted'>,
    seen: (task: ClientTask) => ClientTask = (task) => task,
  ): ClientTask[] {
    return this.all().filter(
      (task) => (withDeleted ?? !task.isDeleted) && matches(seen(task), filter),
    );
  }

  /** The task, if it is unsettled and its owner may change it. */
  owned({ session, uid }: OwnedTask): ClientTask | undefined {
    const task = this.#tasks.get(uid);
    const owns = task?.session === session && this.#sessions.isOpen(session);
    return owns && task.phase !== 'settled' ? task : undefined;
  }
}

/** Whether a page begins at a number or before it. */
export function isReached(uid: TaskUid, { from, reverse }: TaskPage): boolean {
  return from === null || (reverse ? uid >= from : uid <= from);
}
