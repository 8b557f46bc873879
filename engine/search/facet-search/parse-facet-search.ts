import { MalformedRequest } from '../../protocol/api-error.ts';
import { disguiseJson } from '../../protocol/hidden-names.ts';
import { objectMembers, parameterChecks } from '../parse.ts';

/** A search for values of a facet as the client asked for it. */
export interface FacetSearchQuery {
  /** Every parameter under its name in the body, as exact JSON text. */
  readonly members: ReadonlyMap<string, string>;
  readonly facetName: string;
  /** Whether something is looked for in the values. */
  readonly hasFacetQuery: boolean;
  /** As JSON text, whatever it is: a node says what is wrong with it. Null: none. */
  readonly filter: string | null;
}

/** The parameters that facet search shares with search. All others are tolerated, and say nothing. */
const shared = [
  'q',
  'vector',
  'media',
  'hybrid',
  'matchingStrategy',
  'attributesToSearchOn',
  'rankingScoreThreshold',
  'locales',
];

/**
 * Reads the body of a facet search; throws {@link MalformedRequest} for what Meilisearch refuses
 * before it looks at the index.
 */
export function parseFacetSearch(text: string): FacetSearchQuery {
  const accepted = new Map<string, string>();
  let facetName: string | undefined;
  let hasFacetQuery = false;
  let filter: string | null = null;
  for (const [name, given] of objectMembers(text)) {
    const disguised = name === 'facetName' || name === 'filter' ? disguiseJson(given) : given;
    const value: unknown = JSON.parse(disguised);
    if (!isAcceptable(name, value, disguised)) throw wrongValue(name);
    if (isKnown(name)) accepted.set(name, disguised);
    if (name === 'facetName' && typeof value === 'string') facetName = value;
    if (name === 'facetQuery') hasFacetQuery = typeof value === 'string';
    if (name === 'filter') filter = value === null ? null : disguised;
  }
  if (facetName === undefined) {
    throw new MalformedRequest('Missing field `facetName`', 'missing_facet_search_facet_name');
  }
  return { members: accepted, facetName, hasFacetQuery, filter };
}

function isKnown(name: string): boolean {
  return ['facetName', 'facetQuery', 'filter', 'exhaustiveFacetCount', ...shared].includes(name);
}

function isAcceptable(name: string, value: unknown, text: string): boolean {
  switch (name) {
    case 'facetName':
      return typeof value === 'string';
    case 'facetQuery':
      return value === null || typeof value === 'string';
    case 'exhaustiveFacetCount':
      return value === null || typeof value === 'boolean';
    default:
      return !shared.includes(name) || parameterChecks.get(name)?.(value, text) === true;
  }
}

const codes: ReadonlyMap<string, string> = new Map([
  ['facetName', 'invalid_facet_search_facet_name'],
  ['facetQuery', 'invalid_facet_search_query'],
  ['exhaustiveFacetCount', 'invalid_facet_search_exhaustive_facet_count'],
]);

function wrongValue(name: string): MalformedRequest {
  const asInSearch = `invalid_search_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
  return new MalformedRequest(`Invalid value at \`.${name}\`.`, codes.get(name) ?? asInSearch);
}
