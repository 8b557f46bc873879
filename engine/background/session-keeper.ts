import type { CancelToken } from '../base/cancel.ts';
import type { EngineContext } from '../context.ts';
import type { Session, SessionId } from '../ports/session.ts';
import { survivingStore } from '../sharing/store-failure.ts';

/**
 * Opens this proxy's session, in place of one that an earlier process of the same name may have left,
 * and takes over tasks that nobody looks after. Rejects if the store fails.
 */
export async function openFirstSession(context: EngineContext): Promise<void> {
  const { store } = context.ports;
  const sessions = await store.listSessions();
  for (const { proxy, session } of sessions) {
    if (proxy === context.config.proxyId) await store.endSession({ session });
  }
  await adopt(context, await openSession(context));
}

/** Keeps this proxy's session alive, and ends those of proxies that show no sign of life. */
export function startSessionKeeper(context: EngineContext): void {
  const { spawner, clock, trace } = context.ports;
  const { renewMs, leaseMs } = context.config.session;
  spawner.spawn('session-keeper', async (cancel: CancelToken) => {
    const watch = new SessionWatch(leaseMs);
    while (!cancel.canceled) {
      await clock.sleep(renewMs, cancel);
      if (!cancel.canceled) await survivingStore(trace, () => keepOnce(context, watch), undefined);
    }
  });
}

/** Ends this proxy's session, if it has one, so that others need not wait for its end. */
export async function endOwnSession(context: EngineContext): Promise<void> {
  const session = context.session.id;
  context.session.lose();
  if (session === undefined) return;
  const { store, trace } = context.ports;
  await survivingStore(trace, () => store.endSession({ session }), false);
}

async function keepOnce(context: EngineContext, watch: SessionWatch): Promise<void> {
  const { store, clock } = context.ports;
  const own = (await renewed(context)) ?? (await openSession(context));
  const askedMs = clock.monoMs();
  const sessions = await store.listSessions();
  const silent = watch.silent(sessions, { askedMs, answeredMs: clock.monoMs() });
  for (const { session, proxy, renewals } of silent) {
    if (session === own || !(await store.endSession({ session, renewals }))) continue;
    noteSession(context, session, { change: 'ended', detail: `of proxy ${proxy}` });
  }
  await adopt(context, own);
}

/** Renews this proxy's session; undefined if it has none any more. */
async function renewed(context: EngineContext): Promise<SessionId | undefined> {
  const session = context.session.id;
  if (session === undefined) return undefined;
  const beganMs = context.ports.clock.monoMs();
  // What was known a moment ago may be all that others wait for.
  await context.shared.refresh();
  if (await context.ports.store.renewSession(session, context.shared.adopted)) {
    context.session.confirm(session, beganMs);
    return session;
  }
  context.session.lose();
  // Others may write to the same documents now.
  context.pendingSequences.clear();
  noteSession(context, session, { change: 'lost', detail: 'ended by another proxy' });
  return undefined;
}

async function openSession(context: EngineContext): Promise<SessionId> {
  const beganMs = context.ports.clock.monoMs();
  const session = await context.ports.store.openSession(context.config.proxyId);
  context.session.confirm(session, beganMs);
  noteSession(context, session, { change: 'opened', detail: context.config.proxyId });
  return session;
}

async function adopt(context: EngineContext, session: SessionId): Promise<void> {
  const count = await context.ports.store.adoptTasks(session);
  if (count === 0) return;
  noteSession(context, session, { change: 'tasks-adopted', detail: `${count} tasks` });
  context.follower.wake();
}

function noteSession(
  context: EngineContext,
  session: SessionId,
  what: { change: 'opened' | 'lost' | 'ended' | 'tasks-adopted'; detail: string },
): void {
  context.ports.trace.note({ kind: 'session', session, ...what });
}

/** Since when, by this proxy's clock, sessions have not been renewed. */
class SessionWatch {
  readonly #leaseMs: number;
  #seen = new Map<SessionId, { readonly renewals: number; readonly sinceMs: number }>();

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  /** Those of `sessions` whose renewals have stood still for the time of a lease. */
  silent(
    sessions: readonly Session[],
    { askedMs, answeredMs }: { askedMs: number; answeredMs: number },
  ): readonly Session[] {
    const seen = this.#seen;
    this.#seen = new Map();
    return sessions.filter(({ session, renewals }) => {
      const earlier = seen.get(session);
      const stoodStill = earlier?.renewals === renewals;
      this.#seen.set(session, stoodStill ? earlier : { renewals, sinceMs: answeredMs });
      // The shortest time that it can have been: from an answer to a later question.
      return stoodStill && askedMs - earlier.sinceMs >= this.#leaseMs;
    });
  }
}
