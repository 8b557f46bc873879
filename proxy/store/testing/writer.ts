import type { SessionId } from '../../../engine/ports/session.ts';
import type { BehindReplica } from '../../../engine/ports/repair-store.ts';
import type { Registration, RegistrationOutcome } from '../../../engine/ports/registration.ts';
import type {
  ClientTask,
  IndexAcceptance,
  NodeTask,
  OwnedTask,
  Settlement,
  TaskDraft,
  TaskStore,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { draft, placement, settlement } from './store-samples.ts';

/** A proxy with a session, as the tests of stores need it. */
export class Writer {
  readonly store: TaskStore;
  readonly session: SessionId;

  constructor(store: TaskStore, session: SessionId) {
    this.store = store;
    this.session = session;
  }

  static async open(store: TaskStore, proxy = 'proxy'): Promise<Writer> {
    return new Writer(store, await store.openSession(proxy));
  }

  owned(uid: TaskUid): OwnedTask {
    return { session: this.session, uid };
  }

  /** Registers a task with the index as it is now, but for `changes`. */
  async tryToRegister(
    taskDraft: TaskDraft,
    acceptance?: IndexAcceptance,
    changes: Partial<Registration> = {},
  ): Promise<RegistrationOutcome> {
    const indexes = await this.store.listIndexes();
    return this.store.registerTask({
      session: this.session,
      draft: taskDraft,
      seen: indexes.find(({ uid }) => uid === taskDraft.indexUid) ?? null,
      ...(acceptance === undefined ? {} : { acceptance, placement: placement() }),
      ...changes,
    });
  }

  /** Registers a task, which must succeed; it stays `dispatching`. */
  async register(taskDraft = draft(), acceptance?: IndexAcceptance): Promise<ClientTask> {
    const outcome = await this.tryToRegister(taskDraft, acceptance);
    if (outcome.kind !== 'registered') throw new Error(`not registered: ${outcome.kind}`);
    return outcome.task;
  }

  dispatch(
    uid: TaskUid,
    nodeTasks: readonly NodeTask[] = [],
    behind: readonly BehindReplica[] = [],
  ): Promise<boolean> {
    return this.store.recordDispatch(this.owned(uid), { nodeTasks, behind });
  }

  /** Registers a task and records that it was sent. */
  async send(taskDraft = draft(), acceptance?: IndexAcceptance): Promise<TaskUid> {
    const { uid } = await this.register(taskDraft, acceptance);
    await this.dispatch(uid);
    return uid;
  }

  settle(uid: TaskUid, changes: Partial<Settlement> = {}): Promise<boolean> {
    return this.store.settleTask(this.owned(uid), settlement(changes));
  }
}
