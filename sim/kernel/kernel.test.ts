import { describe, expect, test } from 'vitest';
import { Incarnation } from './incarnation.ts';
import { Kernel, type KernelEnd } from './kernel.ts';
import { runIsolated } from './virtual-run.ts';

const limits = { eventsMax: 10_000, eventsPerSecondMax: 1000 };

/** Runs what `begin` schedules; `stopAfterMicros` ends it. */
function run(
  begin: (kernel: Kernel) => void,
  { seed = { high: 0, low: 1 }, watchLeaks = false, stopAfterMicros = 10_000_000 } = {},
): Promise<KernelEnd> {
  const kernel = new Kernel(seed, limits);
  kernel.schedule(stopAfterMicros, 'the end', null, () => kernel.stop());
  kernel.schedule(0, 'the beginning', null, () => begin(kernel));
  return runIsolated(kernel, watchLeaks);
}

function sleep(kernel: Kernel, micros: number, label: string, owner: Incarnation | null = null) {
  return new Promise<void>((resolve) => {
    kernel.schedule(micros, label, owner, resolve);
  });
}

describe('virtual time', () => {
  test('events happen in the order of their times, and time only moves between them', async () => {
    const log: string[] = [];
    const end = await run((kernel) => {
      for (const micros of [30, 10, 20]) {
        kernel.schedule(micros, `at ${micros}`, null, () => log.push(`${micros}=${kernel.now}`));
      }
    });
    expect(log).toEqual(['10=10', '20=20', '30=30']);
    expect(end).toMatchObject({ failure: null, endedAt: 10_000_000, events: 5 });
  });

  test('whatever an event causes through promises happens before the next event', async () => {
    const log: string[] = [];
    await run((kernel) => {
      kernel.schedule(5, 'deep', null, () => {
        void Array.from({ length: 1000 })
          .reduce<Promise<void>>((chain) => chain.then(() => {}), Promise.resolve())
          .then(() => log.push('deep chain ended'));
      });
      kernel.schedule(5, 'next', null, () => log.push('next event'));
      kernel.schedule(6, 'later', null, () => log.push('later event'));
    });
    expect(log.indexOf('deep chain ended')).toBeLessThan(log.indexOf('later event'));
    expect(log).toHaveLength(3);
  });

  test('the order of events of one moment depends on the seed, and on nothing else', async () => {
    const orderOf = async (low: number): Promise<string> => {
      const log: string[] = [];
      await run(
        (kernel) => {
          for (const name of ['a', 'b', 'c', 'd']) {
            kernel.schedule(7, name, null, () => log.push(name));
          }
        },
        { seed: { high: 0, low } },
      );
      return log.join('');
    };
    const orders = await inTurn([1, 2, 3, 4, 5, 6], orderOf);
    expect(new Set(orders).size).toBeGreaterThan(2);
    expect(await orderOf(3)).toBe(orders[2]);
  });

  test('the hash tells histories apart, and is the same for the same history', async () => {
    const history = (label: string) => (kernel: Kernel) => {
      kernel.schedule(1, label, null, () => {});
    };
    const [one, same, other] = await inTurn(['a', 'a', 'b'], async (label) => {
      return (await run(history(label))).hash;
    });
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    const [yes, no] = await inTurn(['yes', 'no'], async (text) => {
      return (await run((kernel) => kernel.witness(text))).hash;
    });
    expect(no).not.toBe(yes);
  });
});

describe('processes', () => {
  test('what a crashed process waited for never settles', async () => {
    const log: string[] = [];
    await run((kernel) => {
      const process = new Incarnation('p0', 0);
      void sleep(kernel, 10, 'doomed', process).then(() => log.push('settled'));
      kernel.schedule(5, 'crash', null, () => process.crash());
    });
    expect(log).toEqual([]);
  });

  test('a paused process goes on later, its events in their order', async () => {
    const log: string[] = [];
    await run((kernel) => {
      const process = new Incarnation('p0', 0);
      for (const micros of [10, 11, 12]) {
        void sleep(kernel, micros, 'same label', process).then(() => {
          log.push(`${micros} at ${kernel.now}`);
        });
      }
      kernel.schedule(5, 'pause', null, () => process.pause());
      kernel.schedule(100, 'resume', null, () => kernel.resume(process));
    });
    expect(log).toEqual(['10 at 100', '11 at 100', '12 at 100']);
  });

  test('a canceled event does not happen', async () => {
    const log: string[] = [];
    await run((kernel) => {
      const event = kernel.schedule(10, 'canceled', null, () => log.push('happened'));
      event.canceled = true;
    });
    expect(log).toEqual([]);
  });
});

describe('a run fails', () => {
  test('as crashed when an event throws, naming the event', async () => {
    const end = await run((kernel) => {
      kernel.schedule(3, 'the guilty one', new Incarnation('p1', 2), () => {
        throw new Error('oops');
      });
    });
    expect(end.failure).toMatchObject({ kind: 'crash', during: 't=0.000003s p1#2 the guilty one' });
    expect(end.failure?.message).toContain('oops');
  });

  test('as crashed when nobody handles a rejection', async () => {
    const end = await run((kernel) => {
      kernel.schedule(3, 'rejects', null, () => void Promise.reject(new Error('forgotten')));
      kernel.schedule(4, 'innocent', null, () => {});
    });
    expect(end.failure).toMatchObject({ kind: 'crash', during: 't=0.000003s rejects' });
  });

  test('as deadlocked when nothing is left to happen', async () => {
    const kernel = new Kernel({ high: 0, low: 1 }, limits);
    kernel.schedule(0, 'waits for ever', null, () => void new Promise(() => {}));
    const end = await runIsolated(kernel, false);
    expect(end.failure).toMatchObject({ kind: 'deadlock' });
  });

  test('as a busy loop when too much happens in one virtual second', async () => {
    const end = await run((kernel) => {
      const again = (): void => void kernel.schedule(1, 'again', null, again);
      again();
    });
    expect(end.failure).toMatchObject({ kind: 'busy-loop' });
  });

  test('as over its budget when too much happens at all', async () => {
    const end = await run(
      (kernel) => {
        const again = (): void => void kernel.schedule(2000, 'again', null, again);
        again();
      },
      { stopAfterMicros: 1_000_000_000 },
    );
    expect(end.failure).toMatchObject({ kind: 'budget' });
  });
});

async function inTurn<In, Out>(
  inputs: readonly In[],
  make: (input: In) => Promise<Out>,
): Promise<Out[]> {
  const outputs: Out[] = [];
  for (const input of inputs) {
    const output = await make(input);
    outputs.push(output);
  }
  return outputs;
}
