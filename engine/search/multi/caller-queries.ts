import { type Caller, filterOfCaller } from '../../keys/caller.ts';
import { ApiError, invalidApiKey } from '../../protocol/api-error.ts';
import type { IndexQuery } from './multi-query.ts';

/**
 * The queries with the filters that the rules of the caller's token have for their indexes. Throws
 * `invalid_api_key` if one is about an index that is closed to the caller, whatever else is wrong.
 */
export function queriesOfCaller(
  caller: Caller,
  queries: readonly IndexQuery[],
): readonly IndexQuery[] {
  for (const { position, indexUid } of queries) {
    if (!caller.mayUse(indexUid)) throw closedIndex(position);
  }
  return queries.map((asked) => {
    const { query, indexUid } = asked;
    return {
      ...asked,
      query: { ...query, filter: filterOfCaller(caller, indexUid, query.filter) },
    };
  });
}

function closedIndex(position: number): ApiError {
  const { status, code, type, message } = invalidApiKey();
  return new ApiError(status, code, type, `Inside \`.queries[${position}]\`: ${message}`);
}
