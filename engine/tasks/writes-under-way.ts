import type { ClientTask, TaskUid } from '../ports/task-store.ts';

/** The writes that this process is sending now, and those that nobody sends any more. */
export class WritesUnderWay {
  readonly #sending = new Set<TaskUid>();
  /** Since when a task has been seen as being sent, by this session, without anybody who sends it. */
  readonly #noticed = new Map<TaskUid, { readonly session: number | null; sinceMs: number }>();

  /** Notes that this process begins to send the requests of a task. */
  begin(uid: TaskUid): void {
    this.#sending.add(uid);
  }

  /** Notes that nothing more of a task is sent here. */
  end(uid: TaskUid): void {
    this.#sending.delete(uid);
  }

  /**
   * Whether a `dispatching` task of this proxy has had nobody who sends it for `patienceMs`: the
   * proxy that sent it died, or the store failed it. Requests that were under way have ended by then.
   * Once true, it is only true again `patienceMs` later.
   */
  isInterrupted(
    { uid, session }: Pick<ClientTask, 'uid' | 'session'>,
    nowMs: number,
    patienceMs: number,
  ): boolean {
    if (this.#sending.has(uid)) {
      this.#noticed.delete(uid);
      return false;
    }
    const noticed = this.#noticed.get(uid);
    if (noticed?.session === session && nowMs - noticed.sinceMs < patienceMs) return false;
    this.#noticed.set(uid, { session, sinceMs: nowMs });
    return noticed?.session === session;
  }

  /** Forgets what was noticed of tasks other than these. */
  keepNoticed(uids: ReadonlySet<TaskUid>): void {
    for (const uid of this.#noticed.keys()) if (!uids.has(uid)) this.#noticed.delete(uid);
  }
}
