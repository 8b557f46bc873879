import type { EngineContext } from '../../context.ts';
import { NodeRefusal } from '../../gather/call.ts';
import { readShards } from '../../gather/read.ts';
import { checkIndexUid } from '../../indexes/index-uid.ts';
import { ruleOfCaller } from '../../keys/caller.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { allShards } from '../../placement/shard-map.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import { shardUnavailable } from '../../protocol/api-error.ts';
import { coverageHeaders } from '../../protocol/coverage.ts';
import { jsonBody } from '../../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../../protocol/routed-request.ts';
import { scrubErrorBody } from '../../protocol/scrub.ts';
import { joinFilters, narrowFilter } from '../../documents/filter.ts';
import { objectText } from '../plan.ts';
import { readSearchSettings } from '../search-settings.ts';
import { mergeFacetSearch, readFacetPage } from './merge-facet-search.ts';
import { type FacetSearchQuery, parseFacetSearch } from './parse-facet-search.ts';

/** `POST /indexes/{uid}/facet-search` */
export async function searchFacet(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const query = parseFacetSearch(jsonBody(request));
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  const rule = ruleOfCaller(request.caller, index.name);
  const filter = joinFilters(query.filter, rule);
  const settings = readSearchSettings(index.settings);
  const operation = 'facet-search';
  const { values, ...coverage } = await readShards(context, {
    operation,
    index,
    shards: allShards(index.shards),
    sticky: `${index.uid} ${operation} ${objectText(query.members)}`,
    request: (slice) => nodeRequest(index.uid, query, narrowFilter(filter, slice.filter)),
    read: readFacetPage,
  }).catch((error: unknown) => {
    if (!(error instanceof NodeRefusal)) throw error;
    const body = scrubErrorBody(error.body, settings.displayed);
    throw new NodeRefusal(error.status, body, error.stale, true);
  });
  if (values.length === 0) throw shardUnavailable(coverage.missing);
  const body = mergeFacetSearch(query, settings, values);
  return { status: 200, body, headers: coverageHeaders(context, operation, coverage) };
}

/** The sub-query for one node, which answers with all values: its cap is as good as none. */
function nodeRequest(
  indexUid: string,
  { members }: FacetSearchQuery,
  filter: string | null,
): NodeRequest {
  const narrowed = new Map(members);
  if (filter !== null) narrowed.set('filter', filter);
  const path = `${indexPath(indexUid)}/facet-search`;
  return { method: 'POST', path, body: objectText(narrowed) };
}
