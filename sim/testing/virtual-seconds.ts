import { Kernel } from '../kernel/kernel.ts';
import { runIsolated } from '../kernel/virtual-run.ts';

const limits = { eventsMax: 10_000, eventsPerSecondMax: 10_000 };

/**
 * Has `begin` happen at the beginning of virtual time, lets `seconds` pass, and answers what `begin`
 * answered. Throws what failed the run meanwhile.
 */
export async function duringSeconds<Value>(
  seconds: number,
  begin: (kernel: Kernel) => Value,
): Promise<Value> {
  const kernel = new Kernel({ high: 0, low: 1 }, limits);
  const begun: Value[] = [];
  kernel.schedule(0, 'begins', null, () => {
    begun.push(begin(kernel));
  });
  kernel.schedule(seconds * 1_000_000, 'is over', null, () => kernel.stop());
  const { failure } = await runIsolated(kernel, false);
  if (failure !== null) throw new Error(`${failure.kind}: ${failure.message}`);
  for (const value of begun) return value;
  throw new Error('it did not begin');
}
