import { Kernel, type KernelEnd } from '../../sim/kernel/kernel.ts';

const fibres = 64;

/** Runs 64 loops that sleep and wake, until so many events have happened. */
export async function runFibres(events: number): Promise<KernelEnd> {
  const seed = { high: 1, low: 2 };
  const kernel = new Kernel(seed, { eventsMax: Infinity, eventsPerSecondMax: Infinity });
  let happened = 0;
  const loop = async (number: number): Promise<void> => {
    const label = `fibre ${number}`;
    let micros = number;
    while (happened < events) {
      micros = (Math.imul(micros, 1_103_515_245) + 12_345) >>> 0;
      await new Promise<void>((resolve) => {
        kernel.schedule(micros % 1000, label, null, resolve);
      });
      happened += 1;
    }
    kernel.stop();
  };
  for (let number = 0; number < fibres; number += 1) void loop(number);
  return kernel.run();
}
