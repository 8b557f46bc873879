import type { EngineContext } from '../../context.ts';
import { coverageHeaders } from '../../protocol/coverage.ts';
import { jsonBody } from '../../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../../protocol/routed-request.ts';
import { queriesOfCaller } from './caller-queries.ts';
import { federatedSearch } from './federated-search.ts';
import { noRemoteSearch } from './federation-faults.ts';
import { parseMultiSearch } from './parse-multi-search.ts';
import { separateSearches } from './separate-searches.ts';

/** `POST /multi-search` */
export async function multiSearchHandler(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const asked = parseMultiSearch(jsonBody(request));
  const { federation } = asked;
  const queries = queriesOfCaller(request.caller, asked.queries);
  if (federation !== null && request.http.headers['meili-proxy-search'] === 'true') {
    throw noRemoteSearch(context);
  }
  const { body, missing, stale } =
    federation === null
      ? await separateSearches(context, queries)
      : await federatedSearch(context, queries, federation);
  const lacking = new Set(missing);
  const old = new Set(stale).difference(lacking);
  const headers = coverageHeaders(context, 'multi-search', {
    missing: [...lacking],
    stale: [...old],
  });
  return { status: 200, body, headers };
}
