import { checkDecodable } from '../base/json/decode.ts';
import { forEachMember, skipSpace } from '../base/json/scan.ts';
import { notAFilter } from '../documents/filter.ts';
import { MalformedRequest } from '../protocol/api-error.ts';
import { disguiseJson } from '../protocol/hidden-names.ts';
import type { QueryParameter } from '../protocol/routed-request.ts';
import { memberOfParameter } from './parse-parameter.ts';
import type { PageRequest, SearchQuery, WholeNumber } from './query.ts';
import { isRecord } from '../base/json/record.ts';

/** Reads the body of a search; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseSearchBody(text: string): SearchQuery {
  return parseSearchMembers(objectMembers(text));
}

/** Reads the query string of a search; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseSearchParameters(parameters: readonly QueryParameter[]): SearchQuery {
  const members = new Map<string, string>();
  for (const { name, value } of parameters) {
    const member = memberOfParameter(name, value);
    members.set(member.name, member.text);
  }
  const embedder = members.get('hybridEmbedder');
  const ratio = members.get('hybridSemanticRatio');
  if (embedder === undefined && (ratio !== undefined || members.has('vector'))) {
    const [present, code] =
      ratio === undefined
        ? ['vector', 'missing_search_hybrid']
        : ['hybridSemanticRatio', 'invalid_search_hybrid_query'];
    throw new MalformedRequest(
      `\`hybridEmbedder\` is mandatory when \`${present}\` is present`,
      code,
    );
  }
  members.delete('hybridEmbedder');
  members.delete('hybridSemanticRatio');
  if (embedder !== undefined) {
    const semanticRatio = ratio === undefined ? '' : `,"semanticRatio":${ratio}`;
    members.set('hybrid', `{"embedder":${embedder}${semanticRatio}}`);
  }
  return parseSearchMembers(members);
}

/**
 * Reads the parameters of a search, exact JSON text by name; throws {@link MalformedRequest} for
 * what Meilisearch refuses.
 */
export function parseSearchMembers(members: ReadonlyMap<string, string>): SearchQuery {
  const values = new Map<string, unknown>();
  const accepted = new Map<string, string>();
  for (const [name, given] of members) {
    const text = asksForAttributes.has(name) ? disguiseJson(given) : given;
    const isAcceptable = parameterChecks.get(name);
    if (isAcceptable === undefined) throw new MalformedRequest(`Unknown field \`${name}\``);
    const value: unknown = JSON.parse(text);
    if (!isAcceptable(value, text)) throw wrongValue(name, text);
    values.set(name, value);
    accepted.set(name, text);
  }
  const distinct = values.get('distinct');
  const hybrid = values.get('hybrid');
  const toCrop = listOf(values.get('attributesToCrop')) ?? [];
  const toHighlight = listOf(values.get('attributesToHighlight')) ?? [];
  return {
    members: accepted,
    page: pageOf(accepted, values),
    filter: (values.get('filter') ?? null) === null ? null : (accepted.get('filter') ?? null),
    sort: listOf(values.get('sort')) ?? [],
    distinct: typeof distinct === 'string' ? distinct : null,
    facets: listOf(values.get('facets')),
    attributesToRetrieve: listOf(values.get('attributesToRetrieve')),
    attributesToFormat: [...toHighlight, ...toCrop.map((crop) => crop.replace(/:[^:]*$/, ''))],
    showRankingScore: values.get('showRankingScore') === true,
    showRankingScoreDetails: values.get('showRankingScoreDetails') === true,
    semanticRatio: isRecord(hybrid) ? ratioOf(hybrid) : null,
  };
}

/** The parameters in which a client could reach for markers. */
const asksForAttributes: ReadonlySet<string> = new Set(['filter', 'sort', 'distinct', 'facets']);

/** Whether a parsed value, given with its exact text, is acceptable. */
export type Check = (value: unknown, text: string) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isWhole: Check = (_value, text) => isSizeText(text);
const isTextList: Check = (value) =>
  Array.isArray(value) && value.every((item) => isText(item, ''));
const isVector: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'number');
const isRatio: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isStrategy: Check = (value) => value === 'last' || value === 'all' || value === 'frequency';
const isHybrid: Check = (value) =>
  isRecord(value) &&
  isText(value['embedder'], '') &&
  (value['semanticRatio'] === undefined || isRatio(value['semanticRatio'], '')) &&
  Object.keys(value).every((name) => name === 'embedder' || name === 'semanticRatio');
const isFilter: Check = (value) => isText(value, '') || Array.isArray(value);
const anything: Check = () => true;

function orNull(check: Check): Check {
  return (value, text) => value === null || check(value, text);
}

/** Whether a parsed parameter of a search, given with its exact text, is what Meilisearch accepts. */
export const parameterChecks: ReadonlyMap<string, Check> = new Map([
  ['q', orNull(isText)],
  ['vector', orNull(isVector)],
  ['media', anything],
  ['hybrid', orNull(isHybrid)],
  ['offset', isWhole],
  ['limit', isWhole],
  ['page', orNull(isWhole)],
  ['hitsPerPage', orNull(isWhole)],
  ['attributesToRetrieve', orNull(isTextList)],
  ['retrieveVectors', isFlag],
  ['attributesToCrop', orNull(isTextList)],
  ['cropLength', isWhole],
  ['attributesToHighlight', orNull(isTextList)],
  ['showMatchesPosition', isFlag],
  ['showRankingScore', isFlag],
  ['showRankingScoreDetails', isFlag],
  ['filter', orNull(isFilter)],
  ['sort', orNull(isTextList)],
  ['distinct', orNull(isText)],
  ['facets', orNull(isTextList)],
  ['highlightPreTag', isText],
  ['highlightPostTag', isText],
  ['cropMarker', isText],
  ['matchingStrategy', isStrategy],
  ['attributesToSearchOn', orNull(isTextList)],
  ['rankingScoreThreshold', orNull(isRatio)],
  ['locales', orNull(isTextList)],
]);

/**
 * The members of a body that is one object, as exact text; of a repeated member the last counts.
 * Throws {@link MalformedRequest} if it is something else.
 */
export function objectMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  try {
    const start = skipSpace(text, 0);
    const end = skipSpace(text, checkDecodable(text, start));
    if (end < text.length) throw new MalformedRequest('trailing characters');
    forEachMember(text, start, (name, _nameStart, valueStart, valueEnd) => {
      members.set(name, text.slice(valueStart, valueEnd));
    });
    return members;
  } catch {
    throw new MalformedRequest('The json payload provided is malformed.', 'malformed_payload');
  }
}

function wrongValue(name: string, text: string): MalformedRequest {
  const code = `invalid_search_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
  if (name !== 'filter') return new MalformedRequest(`Invalid value at \`.${name}\`.`, code);
  return new MalformedRequest(notAFilter(text), code);
}

// Meilisearch counts in 64 bits.
const sizeMax = 2n ** 64n - 1n;

export function isSizeText(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= sizeMax;
}

function pageOf(
  members: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, unknown>,
): PageRequest {
  const numberOf = (name: string, fallback: number): WholeNumber => {
    const text = (values.get(name) ?? null) === null ? String(fallback) : members.get(name);
    return { value: Number(text), text: text ?? '' };
  };
  const isPaged = (values.get('page') ?? values.get('hitsPerPage') ?? null) !== null;
  return isPaged
    ? { mode: 'page', page: numberOf('page', 1), hitsPerPage: numberOf('hitsPerPage', 20) }
    : { mode: 'offset', offset: numberOf('offset', 0), limit: numberOf('limit', 20) };
}

function listOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

function ratioOf(hybrid: Readonly<Record<string, unknown>>): number {
  const ratio = hybrid['semanticRatio'];
  return typeof ratio === 'number' ? ratio : 0.5;
}
