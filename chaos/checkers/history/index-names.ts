import type { Intent, Micros, Operation } from '../../../sim/trace/operation.ts';
import type { NameEvent, RunRecord } from '../../../sim/trace/record.ts';
import { isRecord, parseJson } from './json-value.ts';
import { isWriteIntent } from './write.ts';

/** How long after its client gave it up a write may still be numbered. */
const latestMicros: Micros = 30_000_000;

/** From when on an index has a name. */
interface Naming {
  readonly at: Micros;
  readonly task: number;
  readonly index: string;
}

/**
 * A record in which operations speak of indexes by their uids, as nodes do, and not by the names that
 * they had for their clients. A write goes to the index that had its name before its number; one that
 * has no number stands for a write to each that had the name while it was under way. A read that was
 * under way while the name changed is left out: it may show either.
 */
export function withUids(record: RunRecord): RunRecord {
  if (record.names.every(hasFirstName)) return record;
  const forWriters = namings(record.names, ({ acceptedName }) => acceptedName);
  const forReaders = namings(record.names, ({ name }) => name);
  const operations = record.operations.flatMap((operation): readonly Operation[] => {
    const { intent } = operation;
    if (!hasIndex(intent)) return [operation];
    const isWrite = isWriteIntent(intent);
    const own = (isWrite ? forWriters : forReaders).get(intent.index) ?? [];
    const indexes = isWrite
      ? writtenTo(operation, own)
      : during(own, operation.invokedAt, operation.endedAt);
    // Nobody ever had the name.
    if (indexes.length === 0) return [operation];
    if (!isWrite && indexes.length > 1) return [];
    return indexes.map((index) => ({ ...operation, intent: { ...intent, index } }));
  });
  return { ...record, operations };
}

function hasFirstName({ index, acceptedName, name }: NameEvent): boolean {
  return acceptedName === index && name === index;
}

type IndexIntent = Extract<Intent, { readonly index: string }>;

function hasIndex(intent: Intent): intent is IndexIntent {
  return 'index' in intent && intent.kind !== 'swap-indexes';
}

/** For each name, in their order, the indexes that came to have it. */
function namings(
  events: readonly NameEvent[],
  nameOf: (event: NameEvent) => string | null,
): ReadonlyMap<string, readonly Naming[]> {
  const named = new Map<string, Naming[]>();
  const last = new Map<string, string | null>();
  for (const event of events) {
    const { at, index } = event;
    const name = nameOf(event);
    const isNews = last.get(index) !== name;
    last.set(index, name);
    if (name === null || !isNews) continue;
    const own = named.get(name) ?? [];
    own.push({ at, task: event.task ?? -1, index });
    named.set(name, own);
  }
  return named;
}

/** The indexes that a write went to, or may have gone to; none: nobody ever had the name. */
function writtenTo(operation: Operation, own: readonly Naming[]): readonly string[] {
  const task = taskOf(operation);
  if (task === null) return during(own, operation.invokedAt, operation.endedAt + latestMicros);
  const before = own.findLast((naming) => naming.task <= task);
  return before === undefined ? [] : [before.index];
}

/** Every index that had a name at some moment of a time. */
function during(own: readonly Naming[], from: Micros, until: Micros): readonly string[] {
  const first = own.findLast(({ at }) => at < from);
  const later = own.filter(({ at }) => at >= from && at <= until);
  return [
    ...new Set([...(first === undefined ? [] : [first]), ...later].map(({ index }) => index)),
  ];
}

/** The number of a write that was acknowledged. */
function taskOf({ outcome }: Operation): number | null {
  if (outcome.kind !== 'answer' || outcome.status !== 202) return null;
  const body = parseJson(outcome.body);
  const uid = isRecord(body) ? body['taskUid'] : undefined;
  return typeof uid === 'number' ? uid : null;
}
