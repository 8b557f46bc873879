import { describe, expect, test } from 'vitest';
import { CancelSource } from '../base/cancel.ts';
import type { Clock } from '../ports/clock.ts';
import { CountedToken } from './counted-token.ts';

/** Does something with the clock under test, where that clock runs. */
export type WithClock = <Value>(act: (clock: Clock) => Promise<Value>) => Promise<Value>;

/** How many milliseconds of the clock `act` takes. */
async function took(clock: Clock, act: () => Promise<void>): Promise<number> {
  const startMs = clock.monoMs();
  await act();
  return clock.monoMs() - startMs;
}

/** What every {@link Clock} must do. */
export function describeClock(name: string, within: WithClock): void {
  describe(name, () => {
    test('sleeps at least as long as asked', async () => {
      const sleptMs = await within((clock) => took(clock, () => clock.sleep(20)));
      // Timers count whole milliseconds, so they may fire a fraction early.
      expect(sleptMs).toBeGreaterThanOrEqual(19);
    });

    test('wakes as soon as it is canceled, and once only', async () => {
      const sleptMs = await within((clock) =>
        took(clock, async () => {
          const cancel = new CancelSource();
          const sleeping = clock.sleep(60_000, cancel);
          cancel.cancel();
          cancel.cancel();
          await sleeping;
        }),
      );
      expect(sleptMs).toBeLessThan(1000);
    });

    test('does not sleep when it is canceled already', async () => {
      const sleptMs = await within((clock) => {
        const cancel = new CancelSource();
        cancel.cancel();
        return took(clock, () => clock.sleep(60_000, cancel));
      });
      expect(sleptMs).toBeLessThan(1000);
    });

    test('forgets the cancel token of a sleep that has ended', async () => {
      const left = await within(async (clock) => {
        const cancel = new CountedToken();
        await clock.sleep(1, cancel);
        return cancel.listeners;
      });
      expect(left).toBe(0);
    });

    test('does not take a very long sleep for a very short one', async () => {
      const awake = await within(async (clock) => {
        const cancel = new CancelSource();
        const state = { isAwake: false };
        const sleeping = clock.sleep(2 ** 40, cancel).then(() => {
          state.isAwake = true;
        });
        await clock.sleep(20);
        const { isAwake } = state;
        cancel.cancel();
        await sleeping;
        return isAwake;
      });
      expect(awake).toBe(false);
    });

    test('tells time in milliseconds since 1970, and one that never goes back', async () => {
      const seen = await within(async (clock) => {
        const before = { wallMs: clock.wallMs(), monoMs: clock.monoMs() };
        await clock.sleep(5);
        return { before, after: { wallMs: clock.wallMs(), monoMs: clock.monoMs() } };
      });
      expect(Number.isSafeInteger(seen.before.wallMs)).toBe(true);
      expect(seen.before.wallMs).toBeGreaterThan(Date.UTC(2020, 0));
      expect(seen.after.monoMs).toBeGreaterThan(seen.before.monoMs);
    });
  });
}
