import type { Intent, Operation } from '../../../sim/trace/operation.ts';
import { isRecord, parseJson, recordsIn } from './json-value.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an answer with status 200 showed of an index. */
export interface Shown {
  readonly operation: Operation;
  readonly index: string;
  readonly body: Fields;
  /** The documents in it, in order: hits, results, or the one that was asked for. */
  readonly documents: readonly Fields[];
  /** How many documents it says there are; null if it does not say. */
  readonly total: number | null;
}

/** What an operation showed of an index; null if it was no read or was not answered with 200. */
export function shownBy(operation: Operation): Shown | null {
  const { intent, outcome } = operation;
  if (outcome.kind !== 'answer' || outcome.status !== 200) return null;
  if (!isIndexRead(intent)) return null;
  const body = parseJson(outcome.body);
  if (!isRecord(body)) return null;
  const shown = { operation, index: intent.index, body };
  if (intent.kind === 'search') {
    const total = body['estimatedTotalHits'] ?? body['totalHits'];
    return { ...shown, documents: recordsIn(body['hits']), total: numberOr(total) };
  }
  if (intent.kind === 'list-documents') {
    return { ...shown, documents: recordsIn(body['results']), total: numberOr(body['total']) };
  }
  if (intent.kind === 'get-document') return { ...shown, documents: [body], total: null };
  return { ...shown, documents: [], total: numberOr(body['numberOfDocuments']) };
}

/** What asks for documents of one index, or for their number. */
export type IndexRead = Extract<
  Intent,
  { kind: 'search' | 'list-documents' | 'get-document' | 'index-stats' }
>;

/** Whether an intent is to read documents of an index, or their number. */
export function isIndexRead(intent: Intent): intent is IndexRead {
  return indexReads.has(intent.kind);
}

const indexReads: ReadonlySet<Intent['kind']> = new Set([
  'search',
  'list-documents',
  'get-document',
  'index-stats',
]);

/** The error code in an answer; null if there is none. */
export function errorCodeOf({ outcome }: Operation): string | null {
  if (outcome.kind !== 'answer' || outcome.status < 400) return null;
  const body = parseJson(outcome.body);
  return isRecord(body) && typeof body['code'] === 'string' ? body['code'] : null;
}

function numberOr(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
