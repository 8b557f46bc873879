import { compareCodePoints } from '../base/order.ts';
import type { EngineContext } from '../context.ts';
import type { NameChange } from '../ports/index-names.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { ApiError, indexNotFound } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submitAbout } from '../tasks/submit.ts';
import { parseSwaps, quoted, type Swap } from './parse-swaps.ts';

/**
 * `POST /swap-indexes`: has indexes change their names. That is done in the store alone, at one moment
 * for all proxies; nodes know nothing of it (docs/decisions/0019).
 */
export async function swapIndexes(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const swaps = parseSwaps(request);
  const names = swaps.flatMap(({ indexes }) => indexes);
  return submitAbout(context, { name: null, otherNames: names }, (_, found) => {
    const known = found.flatMap((index, at): [string, IndexRecord][] =>
      index?.accepted === true ? [[names[at] ?? '', index]] : [],
    );
    return submissionOf(swaps, new Map(known));
  });
}

/** The indexes that there are for writers, by their names. */
type Known = ReadonlyMap<string, IndexRecord>;

function submissionOf(swaps: readonly Swap[], known: Known): Submission {
  const fault = missingIndexes(swaps, known) ?? takenNames(swaps, known);
  const draft = {
    indexUid: null,
    type: 'indexSwap',
    details: JSON.stringify({ swaps }),
    error: fault === undefined ? null : JSON.stringify(fault.body()),
    effect: { kind: 'none' },
    foregone: fault === undefined ? 'succeeded' : 'failed',
  } as const;
  const nameChange = fault === undefined && swaps.length > 0 ? changeOf(swaps, known) : undefined;
  return {
    ...nothingToSend,
    draft: nameChange === undefined ? draft : { ...draft, nameChange },
    operation: 'swap-indexes',
  };
}

function changeOf(swaps: readonly Swap[], known: Known): NameChange {
  const pairs = swaps.map(({ indexes, rename }) => ({ names: indexes, mutual: rename }));
  const renamings = swaps.flatMap(({ indexes: [left, right] }): [string, string][] => [
    [left, right],
    [right, left],
  ]);
  const indexes = renamings.flatMap(([from, name]) => {
    const uid = known.get(from)?.uid;
    return uid === undefined ? [] : [{ uid, name }];
  });
  return { pairs, indexes };
}

function missingIndexes(swaps: readonly Swap[], known: Known): ApiError | undefined {
  const needed = swaps.flatMap(({ indexes: [left, right], rename }) =>
    rename ? [left] : [left, right],
  );
  const missing = needed.filter((name) => !known.has(name)).toSorted(compareCodePoints);
  const [first] = missing;
  if (first === undefined) return undefined;
  if (missing.length === 1) return indexNotFound(first);
  const message = `Indexes ${quoted(missing)} not found.`;
  return new ApiError(404, 'index_not_found', 'invalid_request', message);
}

function takenNames(swaps: readonly Swap[], known: Known): ApiError | undefined {
  const taken = swaps.filter(({ indexes: [, right], rename }) => rename && known.has(right));
  const [first] = taken;
  if (first === undefined) return undefined;
  const [from, to] = first.indexes;
  const names = taken.map(({ indexes: [, right] }) => right).toSorted(compareCodePoints);
  const message =
    taken.length === 1
      ? `Cannot rename \`${from}\` to \`${to}\` as the index already exists. Hint: You can remove \`${to}\` first and then do your remove.`
      : `The following indexes are being renamed but cannot because their new name conflicts with an already existing index: ${quoted(names)}. Renaming doesn't overwrite the other index name.`;
  return new ApiError(409, 'index_already_exists', 'invalid_request', message);
}
