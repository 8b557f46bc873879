import { describe, expect, test } from 'vitest';
import { KeyedMutex } from './mutex.ts';

describe('keyed mutex', () => {
  test('works of one key run one after another, in order, also past a failure', async () => {
    const mutex = new KeyedMutex();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b fails');
    };
    const all = ['a', 'b', 'c'].map((name) => mutex.run('key', work(name)));
    const results = await Promise.allSettled(all);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  test('works of different keys overlap', async () => {
    const mutex = new KeyedMutex();
    const gate = Promise.withResolvers<string>();
    const waiting = mutex.run('one', () => gate.promise);
    await mutex.run('two', async () => gate.resolve('opened by the other key'));
    expect(await waiting).toBe('opened by the other key');
  });
});
