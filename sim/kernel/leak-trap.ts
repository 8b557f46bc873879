import { createHook } from 'node:async_hooks';

/** What a run may create: promises, and the immediates by which the kernel takes its steps. */
const allowed: ReadonlySet<string> = new Set(['PROMISE', 'Immediate']);

/**
 * Watches for timers, sockets, files, thread-pool work and anything else that Node would finish in
 * its own time, while `isInside`. Calls `found` with the kind of each; returns a function that stops.
 * Costs a sixth of a run's speed, so it is on for some runs only.
 */
export function watchForLeaks(isInside: () => boolean, found: (kind: string) => void): () => void {
  const hook = createHook({
    init(_id, type) {
      if (!allowed.has(type) && isInside()) found(type);
    },
  });
  hook.enable();
  return () => {
    hook.disable();
  };
}
