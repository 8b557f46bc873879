import { type ApiAnswer, type ApiSide, finishedTask, send, taskOf } from '../api-side.ts';
import { type ClientRequest, describeRequest, get, remove } from '../client-request.ts';
import { maskAnswer } from '../masks.ts';

/** One of the servers, and the number that its next task had when a sequence began. */
interface CountedSide {
  readonly side: ApiSide;
  readonly firstTask: number;
}

/**
 * Sends requests to both servers and wants the same answers. Task numbers are compared as counted from
 * the beginning of a sequence, so that a sequence which failed does not fail those after it.
 */
export class TwoServers {
  readonly #oracle: CountedSide;
  readonly #subject: CountedSide;

  private constructor(oracle: CountedSide, subject: CountedSide) {
    this.#oracle = oracle;
    this.#subject = subject;
  }

  /** Deletes the indexes that a sequence will name, then begins to count. */
  static async begin(
    oracle: ApiSide,
    subject: ApiSide,
    names: readonly string[],
  ): Promise<TwoServers> {
    await Promise.all([forget(oracle, names), forget(subject, names)]);
    const [first, second] = await Promise.all([counted(oracle), counted(subject)]);
    return new TwoServers(first, second);
  }

  /** Sends a request, follows its task to the end, and throws if the servers differ in anything. */
  async compare(request: ClientRequest): Promise<void> {
    const [expected, actual] = await Promise.all(
      [this.#oracle, this.#subject].map(async ({ side }) => send(side, request)),
    );
    if (expected === undefined || actual === undefined) return;
    this.#check(request, expected, actual);
    const [expectedTask, actualTask] = [taskOf(expected), taskOf(actual)];
    if (expectedTask === undefined || actualTask === undefined) return;
    const [expectedEnd, actualEnd] = await Promise.all([
      finishedTask(this.#oracle.side, expectedTask),
      finishedTask(this.#subject.side, actualTask),
    ]);
    this.#check(request, expectedEnd, actualEnd);
  }

  #check(request: ClientRequest, expected: ApiAnswer, actual: ApiAnswer): void {
    const right = `${expected.status} ${comparable(expected.body, this.#oracle.firstTask)}`;
    const found = `${actual.status} ${comparable(actual.body, this.#subject.firstTask)}`;
    if (right === found) return;
    throw new Error(`${describeRequest(request)}\n  expected ${right}\n  got      ${found}`);
  }
}

async function forget(side: ApiSide, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const task = taskOf(await send(side, remove(`/indexes/${name}`)));
    if (task !== undefined) await finishedTask(side, task);
  }
}

async function counted(side: ApiSide): Promise<CountedSide> {
  const { body } = await send(side, get('/tasks', { limit: '1' }));
  const newest = /"uid":(\d+)/.exec(body)?.[1];
  return { side, firstTask: newest === undefined ? 0 : Number(newest) + 1 };
}

const taskNumbers = /("(?:taskUid|uid|from|next|canceledBy|total)":)(\d+)/g;

/**
 * A body without what two servers need not have in common: which tasks one of them takes together, the
 * order of members, and of documents whose ranks are equal (one server reuses the places of deleted ones).
 */
function comparable(body: string, firstTask: number): string {
  const text = maskAnswer(body)
    .replaceAll(/"batchUid":\d+/g, '"batchUid":0')
    .replaceAll('<number>', '0')
    .replaceAll(
      taskNumbers,
      (_all, name: string, number: string) => `${name}${Number(number) - firstTask}`,
    );
  try {
    return JSON.stringify(canonical(JSON.parse(text)));
  } catch {
    return text;
  }
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(
    members.map(([name, member]) => {
      const isList = (name === 'hits' || name === 'results') && Array.isArray(member);
      const inner = canonical(member);
      return [name, isList && Array.isArray(inner) ? sorted(inner) : inner];
    }),
  );
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map((item) => JSON.stringify(item)).toSorted();
}
