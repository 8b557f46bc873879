import type { CancelToken } from '../engine/base/cancel.ts';
import type { Clock } from '../engine/ports/clock.ts';

/** Node fires timers with longer delays at once. */
const delayMsMax = 2 ** 31 - 1;

/** The clock of this machine. A sleep of more than 24 days ends early. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monoMs: () => performance.now(),
  sleep,
};

function sleep(durationMs: number, cancel?: CancelToken): Promise<void> {
  if (cancel?.canceled === true) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(wake, Math.min(durationMs, delayMsMax));
    const forget = cancel?.onCancel(wake);

    function wake(): void {
      clearTimeout(timer);
      forget?.();
      resolve();
    }
  });
}
