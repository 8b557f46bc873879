import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { invalidRequest } from '../../protocol/api-error.ts';
import { searchIndex, type SearchOutcome } from '../search.ts';
import { insideQuery } from './inside-query.ts';
import type { IndexQuery } from './multi-query.ts';
import { inOrder } from './side-by-side.ts';

/** An answer to a multi-search with what it lacks, over all its queries. */
export interface MultiSearchOutcome {
  readonly body: string;
  readonly missing: readonly ShardId[];
  readonly stale: readonly ShardId[];
}

/**
 * Answers each query by itself. Throws what is wrong with the first query that has anything wrong
 * with it, as {@link insideQuery} tells it.
 */
export async function separateSearches(
  context: EngineContext,
  queries: readonly IndexQuery[],
): Promise<MultiSearchOutcome> {
  const outcomes = await inOrder(queries, async (query) => {
    try {
      return await searchOne(context, query);
    } catch (error) {
      throw insideQuery(error, query.position);
    }
  });
  const results = outcomes.map(({ body }, place) => {
    return `{"indexUid":${JSON.stringify(queries[place]?.indexUid)},${body.slice(1)}`;
  });
  return {
    body: `{"results":[${results.join(',')}]}`,
    missing: outcomes.flatMap(({ missing }) => missing),
    stale: outcomes.flatMap(({ stale }) => stale),
  };
}

async function searchOne(context: EngineContext, asked: IndexQuery): Promise<SearchOutcome> {
  const { position, indexUid, query, fault, options } = asked;
  if (options !== null) {
    throw invalidRequest(
      'invalid_multi_search_federation_options',
      'Using `federationOptions` is not allowed in a non-federated search.\n' +
        ` - Hint: remove \`federationOptions\` from query #${position}` +
        ' or add `federation` to the request.',
    );
  }
  const index = context.catalogue.visible(indexUid);
  if (fault !== null) throw fault;
  return searchIndex(context, index, query);
}
