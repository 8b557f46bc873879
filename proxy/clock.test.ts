import { describe, expect, test } from 'vitest';
import { CancelSource } from '../engine/base/cancel.ts';
import { systemClock } from './clock.ts';

describe('the system clock', () => {
  test('sleeps at least as long as asked', async () => {
    const startMs = systemClock.monoMs();
    await systemClock.sleep(20);
    // Timers count whole milliseconds, so they may fire a fraction early.
    expect(systemClock.monoMs() - startMs).toBeGreaterThanOrEqual(19);
  });

  test('wakes as soon as it is canceled', async () => {
    const cancel = new CancelSource();
    const startMs = systemClock.monoMs();
    const sleeping = systemClock.sleep(60_000, cancel);
    cancel.cancel();
    await sleeping;
    expect(systemClock.monoMs() - startMs).toBeLessThan(1000);
  });

  test('does not sleep when it is canceled already', async () => {
    const cancel = new CancelSource();
    cancel.cancel();
    const startMs = systemClock.monoMs();
    await systemClock.sleep(60_000, cancel);
    expect(systemClock.monoMs() - startMs).toBeLessThan(1000);
  });

  test('does not take a very long sleep for a very short one', async () => {
    const cancel = new CancelSource();
    let awake = false;
    const sleeping = systemClock.sleep(2 ** 40, cancel).then(() => {
      awake = true;
    });
    await systemClock.sleep(20);
    expect(awake).toBe(false);
    cancel.cancel();
    await sleeping;
  });
});
