import type { EngineContext } from '../../context.ts';
import { requireFeature } from '../../instance/features.ts';
import { type ApiError, invalidRequest, notSupported } from '../../protocol/api-error.ts';
import { revealMarkers } from '../../protocol/hidden-names.ts';
import { insideQuery } from './inside-query.ts';
import type { IndexQuery } from './multi-query.ts';

/**
 * What is answered where another instance is to be searched: what Meilisearch says while there is no
 * network of instances, and otherwise that Miroir searches its own nodes only.
 */
export function noRemoteSearch(context: EngineContext): ApiError {
  requireFeature(context, 'network', 'Performing a remote federated search');
  return notSupported(
    'Miroir does not search other instances, nor for them: leave `federationOptions.remote` out.',
  );
}

/** Throws what Meilisearch says of the first query that may not be part of a federated search. */
export function checkFederatedQueries(
  context: EngineContext,
  queries: readonly IndexQuery[],
): void {
  for (const query of queries) {
    const { position, paging, options } = query;
    const facets = query.query.facets ?? [];
    if (paging !== null) throw insideQuery(pagingInQuery(position, paging), position);
    if (facets.length > 0) throw insideQuery(facetsInQuery(query, facets), position);
    if (options === null) continue;
    if (options.remote !== null) throw remoteInQuery(context, position, options.remote);
    if (options.namesPosition) {
      requireFeature(context, 'network', 'Using `federationOptions.queryPosition`');
      throw notSupported('Miroir does not support `federationOptions.queryPosition`.');
    }
  }
}

function remoteInQuery(context: EngineContext, position: number, remote: string): ApiError {
  const { self, remotes } = context.network.record;
  const isKnown = remote === self || remotes.some(({ name }) => name === remote);
  if (isKnown || !context.features.isOn('network')) return noRemoteSearch(context);
  return invalidRequest(
    'invalid_multi_search_remote',
    `Invalid \`queries[${position}].federation_options.remote\`: remote \`${remote}\` is not registered`,
  );
}

function pagingInQuery(position: number, parameter: string): ApiError {
  return invalidRequest(
    'invalid_multi_search_query_pagination',
    'Using pagination options is not allowed in federated queries.\n' +
      ` - Hint: remove \`${parameter}\` from query #${position}` +
      ' or remove `federation` from the request\n' +
      ' - Hint: pass `federation.limit` and `federation.offset` for pagination in federated search',
  );
}

function facetsInQuery({ position, indexUid }: IndexQuery, facets: readonly string[]): ApiError {
  const list = revealMarkers(facets.map((facet) => JSON.stringify(facet)).join(', '));
  return invalidRequest(
    'invalid_multi_search_query_facets',
    'Using facet options is not allowed in federated queries.\n' +
      ` - Hint: remove \`facets\` from query #${position} or remove \`federation\` from the request\n` +
      ` - Hint: pass \`federation.facetsByIndex.${indexUid}: [${list}]\`` +
      ' for facets in federated search',
  );
}
