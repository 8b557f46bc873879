import { forEachElement } from '../../base/json/scan.ts';
import { isFilter, notAFilter } from '../../documents/filter.ts';
import { indexUidPattern } from '../../indexes/index-uid.ts';
import { type ApiError, invalidRequest, MalformedRequest } from '../../protocol/api-error.ts';
import { disguiseMarkers } from '../../protocol/hidden-names.ts';
import { isSizeText, objectMembers, parseSearchMembers } from '../parse.ts';
import type { WholeNumber } from '../query.ts';
import type {
  Federation,
  FederationOptions,
  IndexQuery,
  MergeFacets,
  MultiSearch,
} from './multi-query.ts';

/** Reads the body of a multi-search; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseMultiSearch(text: string): MultiSearch {
  const members = objectMembers(text);
  refuseOthers(members, ['queries', 'federation']);
  const queries = members.get('queries');
  if (queries === undefined) throw new MalformedRequest('Missing field `queries`');
  if (!queries.startsWith('[')) throw new MalformedRequest('Invalid value type at `.queries`');
  const parsed: IndexQuery[] = [];
  forEachElement(queries, 0, (start, end) => {
    parsed.push(queryOf(queries.slice(start, end), parsed.length));
  });
  return { queries: parsed, federation: optional(members.get('federation'), federationOf) };
}

const pagingParameters: readonly string[] = ['offset', 'limit', 'page', 'hitsPerPage'];

function queryOf(text: string, position: number): IndexQuery {
  const members = nested(text, `.queries[${position}]`);
  const uid: unknown = JSON.parse(members.get('indexUid') ?? 'null');
  if (typeof uid !== 'string' || !indexUidPattern.test(uid)) {
    throw new MalformedRequest(
      `Missing or invalid \`indexUid\` inside \`.queries[${position}]\``,
      members.has('indexUid') ? 'invalid_index_uid' : 'missing_index_uid',
    );
  }
  const options = optional(members.get('federationOptions'), optionsOf);
  for (const name of ['indexUid', 'federationOptions']) members.delete(name);
  // Unlike in a search of one index, these may be null.
  for (const name of ['offset', 'limit']) if (members.get(name) === 'null') members.delete(name);
  const fault = filterFault(members.get('filter'));
  if (fault !== null) members.delete('filter');
  return {
    position,
    indexUid: uid,
    query: parseSearchMembers(members),
    fault,
    paging: pagingParameters.find((name) => (members.get(name) ?? 'null') !== 'null') ?? null,
    options,
  };
}

// What a filter may not be Meilisearch says only when it comes to the query.
function filterFault(text: string | undefined): ApiError | null {
  if (text === undefined || text === 'null' || isFilter(text)) return null;
  return invalidRequest('invalid_search_filter', notAFilter(text));
}

function optionsOf(text: string): FederationOptions {
  const members = nested(text, '.federationOptions');
  refuseOthers(members, ['weight', 'remote', 'queryPosition']);
  const weight: unknown = JSON.parse(members.get('weight') ?? '1');
  if (typeof weight !== 'number' || weight < 0) {
    throw new MalformedRequest('Invalid value for `weight`', 'invalid_multi_search_weight');
  }
  const remote = members.get('remote') ?? 'null';
  if (remote !== 'null' && !remote.startsWith('"')) {
    throw new MalformedRequest('Invalid value for `remote`', 'invalid_multi_search_remote');
  }
  const place = members.get('queryPosition') ?? 'null';
  if (place !== 'null' && !isSizeText(place)) {
    const code = 'invalid_multi_search_query_position';
    throw new MalformedRequest('Invalid value for `queryPosition`', code);
  }
  return { weight, remote: JSON.parse(remote), namesPosition: place !== 'null' };
}

function federationOf(text: string): Federation {
  const members = nested(text, '.federation');
  refuseOthers(members, ['limit', 'offset', 'facetsByIndex', 'mergeFacets']);
  const facets = nested(members.get('facetsByIndex') ?? '{}', '.federation.facetsByIndex');
  return {
    offset: sizeOf(members.get('offset') ?? '0', 'invalid_search_offset'),
    limit: sizeOf(members.get('limit') ?? '20', 'invalid_search_limit'),
    facetsByIndex: new Map([...facets].map(([uid, list]) => [uid, facetsOf(uid, list)])),
    mergeFacets: optional(members.get('mergeFacets'), mergeFacetsOf),
  };
}

function facetsOf(uid: string, text: string): readonly string[] | null {
  const facets: unknown = JSON.parse(disguiseMarkers(text));
  const isList = Array.isArray(facets) && facets.every((facet) => typeof facet === 'string');
  if (!indexUidPattern.test(uid) || !(facets === null || isList)) {
    const code = 'invalid_multi_search_facets_by_index';
    throw new MalformedRequest(`Invalid value at \`.federation.facetsByIndex.${uid}\``, code);
  }
  return facets === null ? null : facets.map(String);
}

function mergeFacetsOf(text: string): MergeFacets {
  const members = nested(text, '.federation.mergeFacets');
  refuseOthers(members, ['maxValuesPerFacet']);
  const most = members.get('maxValuesPerFacet') ?? 'null';
  if (most === 'null') return { valuesMax: null };
  return { valuesMax: sizeOf(most, 'invalid_multi_search_max_values_per_facet').value };
}

function sizeOf(text: string, code: string): WholeNumber {
  if (!isSizeText(text)) throw new MalformedRequest('Invalid value inside `.federation`', code);
  return { value: Number(text), text };
}

function optional<Value>(text: string | undefined, read: (text: string) => Value): Value | null {
  return text === undefined || text === 'null' ? null : read(text);
}

function nested(text: string, path: string): Map<string, string> {
  if (!text.startsWith('{')) {
    throw new MalformedRequest(`Invalid value type at \`${path}\`: expected an object`);
  }
  return objectMembers(text);
}

function refuseOthers(members: ReadonlyMap<string, string>, known: readonly string[]): void {
  const unknown = [...members.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new MalformedRequest(`Unknown field \`${unknown}\``);
}
