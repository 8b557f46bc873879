import { describe, expect, test } from 'vitest';
import type { Clock } from '../../engine/ports/clock.ts';
import { describeClock } from '../../engine/testing/clock-contract.ts';
import { Incarnation } from '../kernel/incarnation.ts';
import { Kernel } from '../kernel/kernel.ts';
import { runIsolated } from '../kernel/virtual-run.ts';
import { MachineClock, processClock } from './simulated-clock.ts';

const plan = { offsetMs: -5000, driftMillionths: 300 };

/** Does something with the clock of a process in virtual time. */
async function within<Value>(
  act: (clock: Clock, machine: MachineClock, kernel: Kernel) => Promise<Value>,
): Promise<Value> {
  const kernel = new Kernel({ high: 0, low: 1 }, { eventsMax: 1000, eventsPerSecondMax: 1000 });
  const machine = new MachineClock(kernel, plan);
  const clock = processClock(kernel, machine, new Incarnation('p0', 0));
  const values: Value[] = [];
  kernel.schedule(0, 'acts', null, () => {
    act(clock, machine, kernel).then(
      (value) => {
        values.push(value);
        kernel.stop();
      },
      (error: unknown) => kernel.failWith(error),
    );
  });
  const { failure } = await runIsolated(kernel, false);
  for (const value of values) return value;
  throw new Error(JSON.stringify(failure));
}

describeClock('the clock of a simulated process', (act) => within((clock) => act(clock)));

describe('the clock of a simulated machine', () => {
  test('drifts: a minute on it is not a minute of the world', async () => {
    const micros = await within(async (clock, _machine, kernel) => {
      await clock.sleep(60_000);
      return kernel.now;
    });
    expect(micros).toBeGreaterThan(59_980_000);
    expect(micros).toBeLessThan(59_983_000);
  });

  test('jumps by the wall, and never by the monotonic hand', async () => {
    const [wallMs, monoMs] = await within(async (clock, machine) => {
      const before = [clock.wallMs(), clock.monoMs()] as const;
      machine.jump(-90_000);
      return [clock.wallMs() - before[0], clock.monoMs() - before[1]] as const;
    });
    expect([wallMs, monoMs]).toEqual([-90_000, 0]);
  });
});
