import { parseDate, parseTime } from '../base/time.ts';
import { indexUidPattern } from '../indexes/index-uid.ts';
import type { TaskFilter, TaskPage, TaskStatus, TaskType } from '../ports/task-store.ts';
import { invalidRequest, MalformedRequest } from '../protocol/api-error.ts';
import type { QueryParameter, RoutedRequest } from '../protocol/routed-request.ts';

type FilterDraft = { -readonly [Key in keyof TaskFilter]: TaskFilter[Key] };
type PageDraft = { -readonly [Key in keyof TaskPage]: TaskPage[Key] };

const dayMs = 86_400_000;
const defaultLimit = 20;
const uidMax = 2 ** 32 - 1;

/** What Meilisearch makes of the greatest limit there is: it adds one, as far as that goes. */
const limitMax = uidMax - 1;

/** Reads the query of a list of tasks; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseTaskPage(query: readonly QueryParameter[]): TaskPage {
  const filter: FilterDraft = {};
  const page: PageDraft = { filter, from: null, limit: defaultLimit, reverse: false };
  for (const [name, value] of lastValues(query)) {
    if (!readPageParameter(page, name, value) && !readFilterParameter(filter, name, value)) {
      throw new MalformedRequest(`Unknown parameter \`${name}\`.`);
    }
  }
  return page;
}

/**
 * Reads the query that selects tasks to cancel or to delete; undefined if it has no parameter. Throws
 * {@link MalformedRequest} for what Meilisearch refuses.
 */
export function parseTaskFilter(query: readonly QueryParameter[]): TaskFilter | undefined {
  const filter: FilterDraft = {};
  const values = lastValues(query);
  for (const [name, value] of values) {
    if (!readFilterParameter(filter, name, value)) {
      throw new MalformedRequest(`Unknown parameter \`${name}\`.`);
    }
  }
  return values.size === 0 ? undefined : filter;
}

/**
 * The number of a task or a batch in the path of a request. Throws Meilisearch's own refusal if it is none.
 */
export function pathNumber({ parameters }: RoutedRequest, what: 'Task' | 'Batch'): number {
  const text = parameters['uid'] ?? '';
  const digits = /^(?:mtask-|\+)?(\d+)$/.exec(text)?.[1];
  if (digits === undefined || Number(digits) > uidMax) {
    throw invalidRequest(
      `invalid_${what.toLowerCase()}_uids`,
      `${what} uid \`${text}\` is invalid. It should only contain numeric characters.`,
    );
  }
  return Number(digits);
}

/** The last value of each parameter, in the place of the first. */
function lastValues(query: readonly QueryParameter[]): ReadonlyMap<string, string> {
  return new Map(query.map(({ name, value }) => [name, value]));
}

function readPageParameter(page: PageDraft, name: string, value: string): boolean {
  if (name === 'limit') page.limit = Math.min(wholeNumber(name, value), limitMax);
  else if (name === 'from') page.from = wholeNumber(name, value);
  else if (name === 'reverse') page.reverse = flag(name, value);
  else return false;
  return true;
}

function readFilterParameter(filter: FilterDraft, name: string, value: string): boolean {
  switch (name) {
    case 'uids':
    case 'batchUids':
    case 'canceledBy':
      setIfNamed(
        filter,
        name,
        list(value, (item) => taskNumber(name, item)),
      );
      return true;
    case 'statuses':
      setIfNamed(
        filter,
        name,
        list(value, (item) => oneOf(name, item, statuses)),
      );
      return true;
    case 'types':
      setIfNamed(
        filter,
        name,
        list(value, (item) => oneOf(name, item, types)),
      );
      return true;
    case 'indexUids':
      setIfNamed(
        filter,
        name,
        list(value, (item) => indexUid(name, item)),
      );
      return true;
    default:
      return readTimeParameter(filter, name, value);
  }
}

function readTimeParameter(filter: FilterDraft, name: string, value: string): boolean {
  switch (name) {
    case 'afterEnqueuedAt':
    case 'afterStartedAt':
    case 'afterFinishedAt':
      // A bare date in an after-filter means the end of that day.
      readTime(filter, name, value, dayMs);
      return true;
    case 'beforeEnqueuedAt':
    case 'beforeStartedAt':
    case 'beforeFinishedAt':
      readTime(filter, name, value, 0);
      return true;
    default:
      return false;
  }
}

/** `*` means any, so it leaves the filter open. */
function setIfNamed<Key extends keyof FilterDraft>(
  filter: FilterDraft,
  name: Key,
  values: FilterDraft[Key] | null,
): void {
  if (values !== null && values !== undefined) filter[name] = values;
}

function list<Value>(text: string, read: (item: string) => Value): Value[] | null {
  // Empty items do not count.
  const items = text.split(',').filter((item) => item !== '');
  const values = items.filter((item) => item !== '*').map(read);
  return items.includes('*') ? null : values;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\+?\d+$/.test(text) || Number(text) > uidMax) {
    throw new MalformedRequest(
      `Parameter \`${name}\` is not a whole number.`,
      'invalid_task_limit',
    );
  }
  return Number(text);
}

function taskNumber(name: string, text: string): number {
  // The alias of design decision 1.
  return wholeNumber(name, text.replace(/^mtask-/, ''));
}

function flag(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') {
    throw new MalformedRequest(`Parameter \`${name}\` is neither true nor false.`);
  }
  return text === 'true';
}

function oneOf<Value extends string>(name: string, text: string, allowed: readonly Value[]): Value {
  const found = allowed.find((value) => value.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new MalformedRequest(`\`${text}\` is not allowed in ${name}.`);
  return found;
}

function indexUid(name: string, text: string): string {
  if (!indexUidPattern.test(text)) throw new MalformedRequest(`\`${text}\` in ${name} is no uid.`);
  return text;
}

type TimeFilter = Extract<keyof TaskFilter, `${'after' | 'before'}${string}`>;

function readTime(
  filter: FilterDraft,
  name: TimeFilter,
  text: string,
  bareDateShiftMs: number,
): void {
  if (text === '*') return;
  const date = parseDate(text);
  // Any character may stand between date and time.
  const moment = `${text.slice(0, 10)}T${text.slice(11)}`;
  const wallMs = date === undefined ? parseTime(moment) : date + bareDateShiftMs;
  if (wallMs === undefined) throw new MalformedRequest(`\`${text}\` in ${name} is not a time.`);
  filter[name] = wallMs;
}

/** Every status, in the order in which Meilisearch counts them. */
export const statuses: readonly TaskStatus[] = [
  'enqueued',
  'processing',
  'succeeded',
  'failed',
  'canceled',
];

/** Every type, in the order in which Meilisearch counts them. */
export const types: readonly TaskType[] = [
  'documentAdditionOrUpdate',
  'documentEdition',
  'documentDeletion',
  'settingsUpdate',
  'indexCreation',
  'indexDeletion',
  'indexUpdate',
  'indexSwap',
  'taskCancelation',
  'taskDeletion',
  'dumpCreation',
  'snapshotCreation',
  'export',
  'upgradeDatabase',
];
