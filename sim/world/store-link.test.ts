import { expect, test } from 'vitest';
import type { TaskStore } from '../../engine/ports/task-store.ts';
import { Incarnation } from '../kernel/incarnation.ts';
import { KeyedDraws } from '../kernel/keyed-draws.ts';
import { noNoise } from '../plan/profile-parts.ts';
import type { NoisePlan } from '../plan/plan.ts';
import { duringSeconds } from '../testing/virtual-seconds.ts';
import { Links } from './links.ts';
import { storeLink } from './store-link.ts';
import { Weather } from './weather.ts';

const always = { numerator: 1, denominator: 1 };
const latency = { leastMicros: 100, meanMicros: 100, slowTail: { numerator: 0, denominator: 1 } };

/** What is seen of one call, at both ends of the link. */
async function seenOf(
  noise: Partial<NoisePlan>,
  cut: readonly string[] = [],
): Promise<readonly string[]> {
  return duringSeconds(2, (kernel) => {
    const seen: string[] = [];
    const draws = new KeyedDraws({ high: 0, low: 1 });
    const weather = new Weather({ ...noNoise, ...noise }, draws);
    weather.calm = false;
    const changes = {
      look: async ({ operation, value }: { operation: string; value: unknown }) => {
        seen.push(`${operation} answered ${String(value)}`);
      },
    };
    const store: Pick<TaskStore, 'adoptTasks'> = { adoptTasks: async (heir) => heir * 2 };
    const links = new Links(latency, draws);
    links.connect(['p0'], ['store']);
    links.cut(cut, false);
    const scope = { kernel, links, weather, changes };
    storeLink(store, new Incarnation('p0', 0), scope)
      .adoptTasks(21)
      .then(
        (value) => seen.push(`the proxy got ${value}`),
        () => seen.push('the proxy got nothing'),
      );
    return seen;
  });
}

test('what the store did is looked at, whether or not the proxy hears of it', async () => {
  expect(await seenOf({})).toEqual(['adoptTasks answered 42', 'the proxy got 42']);
  expect(await seenOf({ storeFailureAfter: always })).toEqual([
    'adoptTasks answered 42',
    'the proxy got nothing',
  ]);
  expect(await seenOf({ storeFailureBefore: always })).toEqual(['the proxy got nothing']);
});

test('a proxy that is cut off from the store has nothing done, and hears that after a while', async () => {
  expect(await seenOf({}, ['p0>store'])).toEqual(['the proxy got nothing']);
  expect(await seenOf({}, ['p1>store'])).toEqual(['adoptTasks answered 42', 'the proxy got 42']);
});
