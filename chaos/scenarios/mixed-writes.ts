import type { KeyedDraws } from '../../sim/kernel/keyed-draws.ts';
import { documentId, partialDocument, wholeDocument } from '../../sim/plan/generated-documents.ts';
import { followOf } from '../../sim/plan/operation-style.ts';
import { generatedFilter } from '../../sim/plan/generated-search.ts';
import type { OperationItem } from '../../sim/plan/plan.ts';
import type { Intent } from '../../sim/trace/operation.ts';
import type { Trigger } from '../../sim/plan/trigger.ts';
import { scenarioIndex } from './waves.ts';

/** Writes of every kind to few documents, so that they meet. */
export interface MixedWrites {
  /** Of what their ids are made: no two of one run are the same. */
  readonly name: string;
  readonly count: number;
  /** Documents that they are about, of those that were there before. */
  readonly keySpace: number;
  readonly proxies: number;
  /** After this event, within so many milliseconds; from the beginning of the run if it is null. */
  readonly after: Omit<Trigger, 'delayMs'> | null;
  readonly withinMs: number;
  /** How often a write of which nothing is heard is tried again. */
  readonly retries?: number;
}

const writers = 3;

/**
 * Replacements, partial updates, deletions by id and by filter, and now and then of everything: each
 * kind occurs, if there are so many. Every write is followed, and then its document is read.
 */
export function mixedWrites(draws: KeyedDraws, writes: MixedWrites): readonly OperationItem[] {
  const { name, count, keySpace, proxies, after, withinMs, retries = 3 } = writes;
  const delays = Array.from({ length: count }, (_, turn) =>
    draws.below(`${name}.${turn}/at`, withinMs),
  ).toSorted((left, right) => left - right);
  const offset = draws.below(`${name}/offset`, kinds.length);
  return delays.flatMap((delayMs, turn) => {
    const id = `${name}.${turn}`;
    const kind = kinds[(turn + offset) % kinds.length] ?? 'replace';
    const item: OperationItem = {
      kind: 'operation',
      id,
      client: `${name}${turn % writers}`,
      ...(after === null ? { atMs: delayMs } : { atMs: 0, after: { ...after, delayMs } }),
      intent: intentOf(draws, { id, kind, keySpace }),
      proxy: draws.below(`${id}/proxy`, proxies),
      retries,
      timeoutMs: 10_000,
    };
    const key = documentId(draws.below(`${id}/read`, keySpace));
    const read: Intent = { kind: 'get-document', index: scenarioIndex, id: key };
    return [item, followOf(item), { ...item, id: `${id}/read`, intent: read, retries: 1 }];
  });
}

/** What is written, in this order; one in eight deletes everything. */
const kinds = [
  'update',
  'delete',
  'replace',
  'delete-by-filter',
  'update',
  'replace',
  'update',
  'clear',
] as const;

interface MixedWrite {
  readonly id: string;
  readonly kind: (typeof kinds)[number];
  readonly keySpace: number;
}

function intentOf(draws: KeyedDraws, { id, kind, keySpace }: MixedWrite): Intent {
  const index = scenarioIndex;
  const numbers = Array.from({ length: 3 }, () => draws.below(`${id}/id`, keySpace));
  const ids = [...new Set(numbers)].map(documentId);
  switch (kind) {
    case 'replace': {
      const documents = ids.map((one) => wholeDocument(draws, id, one));
      return { kind: 'write-documents', index, method: 'POST', documents };
    }
    case 'update': {
      const documents = ids.map((one) => partialDocument(draws, id, one));
      return { kind: 'write-documents', index, method: 'PUT', documents };
    }
    case 'delete':
      return { kind: 'delete-documents', index, ids: ids.slice(0, 2) };
    case 'delete-by-filter':
      return { kind: 'delete-by-filter', index, filter: generatedFilter(draws, id, 1) };
    case 'clear':
      return { kind: 'clear-documents', index };
    default:
      return kind satisfies never;
  }
}
