import type { Intent, Micros, Operation } from '../../../sim/trace/operation.ts';
import { isRecord, parseJson } from './json-value.ts';
import type { TaskKnowledge, TaskOutcome } from './task-knowledge.ts';

/** What changes an index or its documents; changing the fleet is another matter. */
export type WriteIntent = Exclude<
  Intent,
  {
    kind:
      | 'search'
      | 'get-settings'
      | 'get-document'
      | 'list-documents'
      | 'index-stats'
      | 'get-task'
      | 'cancel-task'
      | 'delete-task'
      | 'swap-indexes'
      | 'administer';
  }
>;

/**
 * What a client may expect of a write. `kept`: it was acknowledged and did not fail, so it takes
 * effect at the place of its task number. `void`: it did nothing. `ambiguous`: it may take effect, in
 * parts, at any time after it was sent.
 */
export type WriteStanding = 'kept' | 'void' | 'ambiguous';

/** A write of a client with what became of it. */
export interface Write {
  readonly operation: Operation;
  readonly intent: WriteIntent;
  readonly standing: WriteStanding;
  /** Its task number; null if it was not acknowledged. */
  readonly task: number | null;
  /** From when every complete read must show it; Infinity: never by certain knowledge. */
  readonly visibleFrom: Micros;
  /** Of an ambiguous one: the highest task of its index that was acknowledged before it was sent. */
  readonly after: number;
}

/** Errors of a task that may have taken effect for some of its shards. */
const ambiguousErrors: ReadonlySet<string | null> = new Set([
  'miroir_no_quorum',
  'miroir_write_interrupted',
  'miroir_partly_canceled',
  'miroir_index_busy',
  'miroir_settings_divergence',
  'internal',
  'no_space_left_on_device',
  'io_error',
  'too_many_open_files',
  'database_size_limit_reached',
  null,
]);

/** The writes of a run in the order in which they ended, with what became of them. */
export function collectWrites(operations: readonly Operation[], tasks: TaskKnowledge): Write[] {
  const drafts = operations.flatMap((operation) => draftOf(operation, tasks));
  const seenFrom = knownEnded(drafts, tasks);
  return drafts.map((draft) => {
    const { task, standing, outcome } = draft;
    const isSeen = task !== null && standing === 'kept' && outcome?.status === 'succeeded';
    return {
      operation: draft.operation,
      intent: draft.intent,
      standing,
      task,
      visibleFrom: isSeen ? (seenFrom.get(task) ?? Infinity) : Infinity,
      after: standing === 'ambiguous' ? lastAcknowledgedBefore(draft, drafts) : -1,
    };
  });
}

/** The task number in an answer to a write; null if it was not acknowledged. */
function acknowledgedTask({ outcome }: Operation): number | null {
  if (outcome.kind !== 'answer' || outcome.status !== 202) return null;
  const body = parseJson(outcome.body);
  const uid = isRecord(body) ? body['taskUid'] : undefined;
  return typeof uid === 'number' ? uid : null;
}

/** Whether an intent is to change an index or its documents. */
export function isWriteIntent(intent: Intent): intent is WriteIntent {
  return !otherKinds.has(intent.kind);
}

const otherKinds: ReadonlySet<string> = new Set([
  'search',
  'get-settings',
  'get-document',
  'list-documents',
  'index-stats',
  'get-task',
  // Of tasks: what became of those is known from their ends.
  'cancel-task',
  'delete-task',
  // Of names: whose they are is known from the store.
  'swap-indexes',
  // Of the fleet: it changes no index.
  'administer',
]);

interface Draft extends Pick<Write, 'operation' | 'intent' | 'standing' | 'task'> {
  readonly outcome: TaskOutcome | null;
}

function draftOf(operation: Operation, tasks: TaskKnowledge): Draft[] {
  const { intent } = operation;
  if (!isWriteIntent(intent)) return [];
  const task = acknowledgedTask(operation);
  const outcome = task === null ? null : tasks.outcome(task);
  const standing = standingOf(operation, task, outcome);
  return [{ operation, intent, standing, task, outcome }];
}

function standingOf(
  { outcome: answer }: Operation,
  task: number | null,
  outcome: TaskOutcome | null,
): WriteStanding {
  if (answer.kind === 'lost') return 'ambiguous';
  if (task === null) {
    // 501 names a route that is not there: nothing was begun.
    const isRefused = (answer.status >= 400 && answer.status < 500) || answer.status === 501;
    return isRefused ? 'void' : 'ambiguous';
  }
  if (outcome === null || outcome.status === 'succeeded') return 'kept';
  if (outcome.status === 'canceled') return 'void';
  if (outcome.status === 'failed' && !ambiguousErrors.has(outcome.errorCode)) return 'void';
  return 'ambiguous';
}

/**
 * When a client first knew that a task had ended: tasks of an index end in their order, so the end of
 * a later one tells as much.
 */
function knownEnded(drafts: readonly Draft[], tasks: TaskKnowledge): Map<number, Micros> {
  const known = new Map<number, Micros>();
  const earliest = new Map<string, Micros>();
  const acknowledged = drafts
    .flatMap(({ task, intent: { index } }) => (task === null ? [] : [{ task, index }]))
    .toSorted((left, right) => right.task - left.task);
  for (const { task, index } of acknowledged) {
    const at = Math.min(earliest.get(index) ?? Infinity, tasks.seenEndedAt(task));
    earliest.set(index, at);
    known.set(task, at);
  }
  return known;
}

function lastAcknowledgedBefore(draft: Draft, drafts: readonly Draft[]): number {
  return drafts.reduce((last, { task, intent, operation }) => {
    const isBefore =
      intent.index === draft.intent.index && operation.endedAt < draft.operation.invokedAt;
    return task !== null && isBefore ? Math.max(last, task) : last;
  }, -1);
}
