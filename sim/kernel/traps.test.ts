import crypto, { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Kernel, type KernelEnd } from './kernel.ts';
import { setTraps } from './traps.ts';
import { runIsolated } from './virtual-run.ts';

function runOnce(act: () => unknown, watchLeaks = false): Promise<KernelEnd> {
  const kernel = new Kernel({ high: 0, low: 1 }, { eventsMax: 100, eventsPerSecondMax: 100 });
  kernel.schedule(1, 'acts', null, () => void act());
  kernel.schedule(2, 'the end', null, () => kernel.stop());
  return runIsolated(kernel, watchLeaks);
}

const ambient: readonly (readonly [string, () => unknown])[] = [
  ['Date.now', () => Date.now()],
  ['new Date', () => new Date()],
  ['performance.now', () => performance.now()],
  ['process.hrtime', () => process.hrtime()],
  ['process.hrtime.bigint', () => process.hrtime.bigint()],
  ['Math.random', () => Math.random()],
  ['setTimeout', () => setTimeout(() => {}, 1)],
  ['setInterval', () => setInterval(() => {}, 1)],
  ['setImmediate', () => setImmediate(() => {})],
  ['queueMicrotask', () => queueMicrotask(() => {})],
  ['process.nextTick', () => process.nextTick(() => {})],
  ['fetch', () => fetch('http://127.0.0.1:9')],
  ['WeakRef', () => new WeakRef({})],
  ['Intl', () => new Intl.NumberFormat()],
  ['localeCompare', () => 'a'.localeCompare('b')],
  ['crypto.randomUUID', () => crypto.randomUUID()],
  ['globalThis.crypto.randomUUID', () => globalThis.crypto.randomUUID()],
  ['an imported randomBytes', () => randomBytes(4)],
  ['AbortSignal.timeout', () => AbortSignal.timeout(1)],
];

describe('traps', () => {
  test.each(ambient)('%s ends a run as nondeterministic', async (_name, act) => {
    const end = await runOnce(act);
    expect(end.failure).toMatchObject({ kind: 'nondeterminism' });
    expect(end.failure?.message).toContain('port');
  });

  test('are gone after the run', async () => {
    await runOnce(() => {});
    for (const [name, act] of ambient) {
      if (!/set|fetch|process.nextTick|queueMicrotask/.test(name)) expect(act).not.toThrow();
    }
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  });

  test('what only reckons still works', () => {
    const remove = setTraps(() => true);
    try {
      expect(Date.UTC(1970, 0, 2)).toBe(86_400_000);
      expect(Math.max(1, 2)).toBe(2);
    } finally {
      remove();
    }
  });
});

describe('the leak trap', () => {
  test('finds what Node would finish in its own time', async () => {
    const end = await runOnce(() => void readFile('package.json').catch(() => {}), true);
    expect(end.failure).toMatchObject({ kind: 'nondeterminism' });
    expect(end.failure?.message).toContain('was created');
  });

  test('lets promises pass', async () => {
    const end = await runOnce(async () => {
      await Promise.all([Promise.resolve(1), Promise.resolve(2)]);
    }, true);
    expect(end.failure).toBeNull();
  });
});
