import { describe, expect, test } from 'vitest';
import { systemClock } from '../../proxy/clock.ts';
import { LoopSpawner } from './loop-spawner.ts';

function silentSpawner(): LoopSpawner {
  return new LoopSpawner((name, reason) => {
    throw new Error(`loop ${name} failed`, { cause: reason });
  });
}

describe('the spawner', () => {
  test('cancels every loop when it stops, and waits until they have ended', async () => {
    const spawner = silentSpawner();
    const ended: string[] = [];
    for (const name of ['one', 'two']) {
      spawner.spawn(name, async (cancel) => {
        await systemClock.sleep(60_000, cancel);
        await systemClock.sleep(5);
        ended.push(name);
      });
    }
    await spawner.stop();
    expect(ended.toSorted()).toEqual(['one', 'two']);
  });

  test('reports a loop that fails and keeps the others running', async () => {
    const failures: string[] = [];
    const spawner = new LoopSpawner((name, reason) => failures.push(`${name}: ${String(reason)}`));
    let rounds = 0;
    spawner.spawn('steady', async (cancel) => {
      while (!cancel.canceled) {
        rounds += 1;
        await systemClock.sleep(1, cancel);
      }
    });
    spawner.spawn('broken', () => Promise.reject(new Error('no luck')));
    await systemClock.sleep(10);
    const roundsBefore = rounds;
    await systemClock.sleep(10);
    await spawner.stop();
    expect(failures).toEqual(['broken: Error: no luck']);
    expect(rounds).toBeGreaterThan(roundsBefore);
  });

  test('starts nothing once it has stopped', async () => {
    const spawner = silentSpawner();
    await spawner.stop();
    let started = false;
    spawner.spawn('late', async () => {
      started = true;
    });
    await spawner.stop();
    expect(started).toBe(false);
  });
});
