import { setTimeout as sleep } from 'node:timers/promises';
import { enqueuedSchema, taskSchema, totalSchema } from './fleet-answers.ts';
import type { MovingFleet } from './moving-fleet.ts';
import type { WrittenDocument } from './promises.ts';

/** The index that clients write to and search while its shards move. */
export const films = 'films';
/** Into how many parts the documents of every owner fall. */
export const partCount = 10;

/** The owner of documents that nobody touches: what a search must find of them is known. */
export const stableOwner = 0;

export interface Film extends WrittenDocument {
  readonly id: number;
  readonly owner: number;
  readonly part: number;
  /** A number that no other write has. */
  readonly v: number;
  readonly title: string;
}

const loadedAtOnce = 1000;
const pollIntervalMs = 25;
const loadLimitMs = 60_000;

/** A document as a write numbered `v` makes it. */
export function film(owner: number, id: number, v: number): Film {
  const words = ['river', 'mountain', 'harbour', 'winter', 'garden', 'letter', 'island'];
  const title = `film ${words[v % words.length]} ${words[id % words.length]} ${v}`;
  return { id, owner, part: id % partCount, v, title };
}

/** The documents that nobody touches. */
export function stableFilms(count: number): readonly Film[] {
  return Array.from({ length: count }, (_, id) => film(stableOwner, id, id));
}

/** Makes the index with its settings and the documents that nobody touches. */
export async function loadFilms(fleet: MovingFleet, count: number): Promise<void> {
  await perform(fleet, 'POST /indexes', { uid: films, primaryKey: 'id' });
  await perform(fleet, `PATCH /indexes/${films}/settings`, {
    filterableAttributes: ['owner', 'part', 'v'],
    sortableAttributes: ['v'],
  });
  const documents = stableFilms(count);
  for (let start = 0; start < count; start += loadedAtOnce) {
    const path = `/indexes/${films}/documents`;
    await perform(fleet, `POST ${path}`, documents.slice(start, start + loadedAtOnce));
  }
}

/** Sends a write and waits until its task has succeeded; throws if it does not. */
async function perform(fleet: MovingFleet, line: string, body: unknown): Promise<void> {
  const answer = await fleet.ask(line, body);
  if (answer.status !== 202) throw new Error(`${line}: ${JSON.stringify(answer)}`);
  const { taskUid } = enqueuedSchema.parse(answer.body);
  const deadlineMs = performance.now() + loadLimitMs;
  for (;;) {
    const { body: task } = await fleet.ask(`GET /tasks/${taskUid}`);
    const { status } = taskSchema.parse(task);
    if (status === 'succeeded') return;
    if (status === 'failed' || performance.now() > deadlineMs) {
      throw new Error(`${line}: ${JSON.stringify(task)}`);
    }
    await sleep(pollIntervalMs);
  }
}

/** How many tasks of the proxies have not ended. */
export async function unendedTasks(fleet: MovingFleet): Promise<number> {
  const { body } = await fleet.ask('GET /tasks?statuses=enqueued,processing&limit=1');
  return totalSchema.parse(body).total;
}
