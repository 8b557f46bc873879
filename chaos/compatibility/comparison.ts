import type { AnswerWatch } from './answer-watch.ts';
import { type ApiAnswer, type ApiSide, finishedTask, send, taskOf } from './api-side.ts';
import { type ClientRequest, describeRequest } from './client-request.ts';
import { exceptions } from './exceptions.ts';
import { maskAnswer } from './masks.ts';

/** What came of sending the requests of a theme to both servers. */
export interface ComparisonReport {
  readonly requestCount: number;
  /** One readable entry for every answer or task that differs without a listed reason. */
  readonly differences: readonly string[];
  /** Requests that are listed as exceptions and were answered alike: the list is to be shortened. */
  readonly needlessExceptions: readonly string[];
}

/** The answers of both servers to one thing. */
interface AnswerPair {
  readonly expected: ApiAnswer;
  readonly actual: ApiAnswer;
}

/** A request that was sent, with everything that both servers have said about it so far. */
interface SentRequest {
  readonly request: ClientRequest;
  readonly pairs: AnswerPair[];
}

/**
 * Sends every request to both servers at once, follows the tasks to their ends, and compares:
 * `oracle` is right, `subject` is measured by it. `watch` is told of every pair of answers.
 */
export async function compareServers(
  oracle: ApiSide,
  subject: ApiSide,
  requests: readonly ClientRequest[],
  watch?: AnswerWatch,
): Promise<ComparisonReport> {
  const differences: string[] = [];
  const needlessExceptions: string[] = [];
  let requestCount = 0;
  let unfinished: SentRequest[] = [];
  for (const [index, request] of requests.entries()) {
    const [expected, actual] = await Promise.all([send(oracle, request), send(subject, request)]);
    requestCount += 1;
    unfinished.push({ request, pairs: [{ expected, actual }] });
    if (!request.isAwaited && index < requests.length - 1) continue;
    // A task can change how those before it are shown: nothing is compared before the last one's end.
    if (unfinished.length > 1)
      await Promise.all(unfinished.map((sent) => tasksEnded(oracle, subject, sent)));
    for (const sent of unfinished) {
      await followTask(oracle, subject, sent);
      for (const pair of sent.pairs) watch?.note(sent.request, pair.expected, pair.actual);
      differences.push(...unlistedDifferences(sent));
      if (isNeedlessException(sent)) needlessExceptions.push(describeRequest(sent.request));
    }
    if (unfinished.some(hasOwnNumber)) {
      differences.push('From here on tasks have other numbers, so nothing more is compared.');
      break;
    }
    unfinished = [];
  }
  return { requestCount, differences, needlessExceptions };
}

/** Whether only one of the servers has made a task of a request, or under another number. */
function hasOwnNumber({ request, pairs }: SentRequest): boolean {
  const [answer] = pairs;
  if (request.exception !== null || answer === undefined) return false;
  return taskOf(answer.expected) !== taskOf(answer.actual);
}

/** Waits until the tasks of a request have ended on both servers. */
async function tasksEnded(
  oracle: ApiSide,
  subject: ApiSide,
  { pairs }: SentRequest,
): Promise<void> {
  const [answer] = pairs;
  const tasks = answer === undefined ? [] : [taskOf(answer.expected), taskOf(answer.actual)];
  await Promise.all(
    [oracle, subject].map(async (side, at) => {
      const task = tasks[at];
      if (task !== undefined) await finishedTask(side, task);
    }),
  );
}

/** Adds what became of the task, if both servers have promised one. */
async function followTask(oracle: ApiSide, subject: ApiSide, sent: SentRequest): Promise<void> {
  const answer = sent.pairs[0];
  const expectedTask = answer === undefined ? undefined : taskOf(answer.expected);
  const actualTask = answer === undefined ? undefined : taskOf(answer.actual);
  if (expectedTask === undefined || actualTask === undefined) return;
  const [expected, actual] = await Promise.all([
    finishedTask(oracle, expectedTask),
    finishedTask(subject, actualTask),
  ]);
  sent.pairs.push({ expected, actual });
}

function unlistedDifferences({ request, pairs }: SentRequest): string[] {
  const exception = request.exception === null ? undefined : exceptions[request.exception];
  if (exception !== undefined && exception.mask === undefined) return [];
  const mask = (body: string) => exception?.mask?.(maskAnswer(body)) ?? maskAnswer(body);
  return pairs
    .filter((pair) => !isSame(pair, mask))
    .map((pair) => describeDifference(request, pair, mask));
}

function isNeedlessException({ request, pairs }: SentRequest): boolean {
  return request.exception !== null && pairs.every((pair) => isSame(pair, maskAnswer));
}

function isSame({ expected, actual }: AnswerPair, mask: (body: string) => string): boolean {
  return (
    expected.status === actual.status &&
    expected.contentType === actual.contentType &&
    JSON.stringify(expected.headers) === JSON.stringify(actual.headers) &&
    mask(expected.body) === mask(actual.body)
  );
}

function describeDifference(
  request: ClientRequest,
  { expected, actual }: AnswerPair,
  mask: (body: string) => string,
): string {
  const [expectedText, actualText] = aroundDifference(mask(expected.body), mask(actual.body));
  return [
    describeRequest(request),
    `  expected ${headOf(expected, actual)} ${expectedText}`,
    `  got      ${headOf(actual, expected)} ${actualText}`,
  ].join('\n');
}

/** The status and the type of an answer, and its headers if they are others than those of `other`. */
function headOf({ status, contentType, headers }: ApiAnswer, other: ApiAnswer): string {
  const shown = JSON.stringify(headers);
  const isSameHead = shown === JSON.stringify(other.headers);
  return `${status} ${contentType ?? 'no type'}${isSameHead ? '' : ` ${shown}`}`;
}

/** The parts of both texts that begin a little before the first character that differs. */
function aroundDifference(expected: string, actual: string): [string, string] {
  const charactersBefore = 100;
  const charactersShown = 400;
  let place = 0;
  while (place < expected.length && expected[place] === actual[place]) place += 1;
  const start = place <= charactersBefore ? 0 : place - charactersBefore;
  const cut = (text: string) => {
    const end = start + charactersShown;
    return (start > 0 ? '…' : '') + text.slice(start, end) + (end < text.length ? '…' : '');
  };
  return [cut(expected), cut(actual)];
}
