import { must } from '../../base/assert.ts';
import { limits } from '../../limits.ts';

/**
 * Does `work` with every item, several at a time, and answers the results in the order of the items.
 * Throws what the first item throws of those that throw; what comes after it may be left undone.
 */
export async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const failures = new Map<number, unknown>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.size === 0) {
      const place = next;
      next += 1;
      try {
        results.set(place, await work(must(items[place], 'an item')));
      } catch (error) {
        failures.set(place, error);
      }
    }
  };
  const workers = Math.min(items.length, limits.queriesAtOnceMax);
  await Promise.all(Array.from({ length: workers }, worker));
  // Items are begun in their order: what the first failure comes before was begun, and has ended.
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
  return items.map((_item, place) => must(results.get(place), 'a result'));
}
