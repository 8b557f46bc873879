import type { Kernel, KernelEnd } from './kernel.ts';
import { watchForLeaks } from './leak-trap.ts';
import { setTraps } from './traps.ts';

/**
 * Runs a kernel to its end with the machine locked out: ambient sources throw, rejections that
 * nobody handles end the run as crashed, and with `watchLeaks` so do real timers, sockets and files.
 * Between events the thread is the host's, which must not begin another run meanwhile.
 */
export async function runIsolated(kernel: Kernel, watchLeaks: boolean): Promise<KernelEnd> {
  const onRejection = (reason: unknown): void => kernel.failWith(reason);
  process.on('unhandledRejection', onRejection);
  const isInside = (): boolean => kernel.isInside;
  const removeTraps = setTraps(isInside);
  const stopWatching = watchLeaks
    ? watchForLeaks(isInside, (kind) => {
        kernel.fail(
          'nondeterminism',
          `a ${kind} was created: Node would finish it in its own time`,
        );
      })
    : () => {};
  try {
    return await kernel.run();
  } finally {
    stopWatching();
    removeTraps();
    process.off('unhandledRejection', onRejection);
  }
}
