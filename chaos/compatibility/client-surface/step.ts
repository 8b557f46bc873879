import type { Index, Meilisearch } from 'meilisearch';

/** What a step may use. */
export interface Clients {
  readonly client: Meilisearch;
  readonly index: Index;
}

/** One call of the official client. */
export interface Step {
  /** `Class.method`. */
  readonly name: string;
  readonly call: (clients: Clients) => unknown;
}

/** What came of a step, as text without what two servers need not have in common. */
export async function outcomeOf(step: Step, clients: Clients): Promise<string> {
  try {
    return `${step.name} ${comparable(await finished(step.call(clients)))}`;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return `${step.name} failed ${String(error)} ${comparable(cause)}`;
  }
}

/** Follows tasks to their ends. Of those that are sent side by side nobody knows which is the first. */
async function finished(value: unknown): Promise<unknown> {
  if (Array.isArray(value)) {
    const all = await Promise.all(value.map(finished));
    return value.some(isEnqueuedTask) ? all.toSorted(byNumber) : all;
  }
  if (isEnqueuedTask(value)) return value.waitTask({ timeout: 60_000, interval: 20 });
  return value;
}

function byNumber(left: unknown, right: unknown): number {
  return Number(Reflect.get(Object(left), 'uid')) - Number(Reflect.get(Object(right), 'uid'));
}

interface EnqueuedTask {
  waitTask(options: { timeout: number; interval: number }): Promise<unknown>;
}

function isEnqueuedTask(value: unknown): value is EnqueuedTask {
  return typeof value === 'object' && value !== null && 'waitTask' in value;
}

const masks: readonly (readonly [RegExp, string])[] = [
  [/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, '<moment>'],
  [/"PT[\d.]+S"/g, '"<duration>"'],
  [/"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"/g, '"<uuid>"'],
  [/"[0-9a-f]{64}"/g, '"<key>"'],
  [/"dumpUid":"[\d-]+"/g, '"dumpUid":"<dump>"'],
  [/127\.0\.0\.1:\d+/g, '<address>'],
  [/("(?:processingTimeMs|\w*[sS]ize|batchUid|\w*DbSize)":)\d+/g, '$1<number>'],
  [/"progressTrace":\{[^}]*\}/g, '"progressTrace":<trace>'],
];

function comparable(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return masks.reduce((masked, [pattern, mask]) => masked.replaceAll(pattern, mask), text);
}
