import type { QueryParameter } from '../../engine/protocol/routed-request.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { readFilterText } from './filter.ts';
import { locales, sortedLocales } from './locales.ts';
import {
  choice,
  invalidParameter,
  items,
  type Parameter,
  type ParameterReader,
  plainText,
  readParameters,
  truth,
  wholeNumber,
} from './parameters.ts';
import type { NodeCall } from './request.ts';
import {
  anything,
  type Field,
  flag,
  invalidValue,
  jsonBody,
  listOf,
  number,
  oneOf,
  orNull,
  type Reader,
  readFields,
  size,
  text,
} from './shape.ts';
import { hybridQuery } from './vectors.ts';
import { defaultQuery, type SearchQuery } from './search-query.ts';

/** Reads the body of a search; throws Meilisearch's error. */
export function readSearchBody(call: NodeCall): SearchQuery {
  return assemble(readFields<unknown>(jsonBody(call), '', fields));
}

/** Reads the query string of a search; throws Meilisearch's error. */
export function readSearchParameters(query: readonly QueryParameter[]): SearchQuery {
  const members = readParameters<unknown>(query, parameters);
  gatherHybrid(members);
  return assemble(members);
}

/** Null stands for the default, as an absent member does. */
function assemble(members: ReadonlyMap<string, unknown>): SearchQuery {
  const present = [...members].filter(([, value]) => value !== null);
  return { ...defaultQuery, ...Object.fromEntries(present) };
}

/** What a query string says of an embedder becomes what a body would say. */
function gatherHybrid(members: Map<string, unknown>): void {
  const embedder = members.get('hybridEmbedder');
  const ratioGiven = members.has('hybridSemanticRatio');
  if (typeof embedder === 'string') members.set('hybrid', { embedder });
  else if (ratioGiven || members.has('vector')) {
    const [name, code] = ratioGiven
      ? ['hybridSemanticRatio', 'invalid_search_hybrid_query']
      : ['vector', 'missing_search_hybrid'];
    throw invalidRequest(code, `\`hybridEmbedder\` is mandatory when \`${name}\` is present`);
  }
  members.delete('hybridEmbedder');
  members.delete('hybridSemanticRatio');
}

const thresholdReason =
  'the value of `rankingScoreThreshold` is invalid, expected a float between `0.0` and `1.0`.';

const threshold: Reader<number> = (value, path, code) => {
  const given = number(value, path, code);
  if (given >= 0 && given <= 1) return given;
  throw invalidValue(path, code, thresholdReason);
};

const texts = orNull(listOf(text));

function codeOf(name: string): string {
  return `invalid_search_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
}

function withCodes<Value>(readers: Readonly<Record<string, Value>>) {
  return new Map(
    Object.entries(readers).map(([name, read]): [string, { read: Value; code: string }] => [
      name,
      { read, code: codes[name] ?? codeOf(name) },
    ]),
  );
}

const codes: Readonly<Record<string, string>> = {
  hybrid: 'invalid_search_hybrid_query',
  hybridEmbedder: 'invalid_search_embedder',
  hybridSemanticRatio: 'invalid_search_semantic_ratio',
};

const fields: ReadonlyMap<string, Field<unknown>> = withCodes<Reader<unknown>>({
  q: orNull(text),
  vector: orNull(listOf(number)),
  media: anything,
  hybrid: orNull(hybridQuery),
  offset: size,
  limit: size,
  page: orNull(size),
  hitsPerPage: orNull(size),
  attributesToRetrieve: texts,
  retrieveVectors: flag,
  attributesToCrop: texts,
  cropLength: size,
  attributesToHighlight: texts,
  showMatchesPosition: flag,
  showRankingScore: flag,
  showRankingScoreDetails: flag,
  filter: anything,
  sort: texts,
  distinct: orNull(text),
  facets: texts,
  highlightPreTag: text,
  highlightPostTag: text,
  cropMarker: text,
  matchingStrategy: oneOf('last', 'all', 'frequency'),
  attributesToSearchOn: texts,
  rankingScoreThreshold: orNull(threshold),
  locales: orNull(listOf(oneOf(...locales))),
});

const ratio: ParameterReader<number> = (value, name, code) => {
  const given = Number(value);
  if (value.trim() !== '' && given >= 0 && given <= 1) return given;
  throw invalidParameter(name, code, thresholdReason);
};

const filterText: ParameterReader<unknown> = (value) =>
  value === '' ? null : readFilterText(value);

const floats: ParameterReader<readonly number[]> = (value, name, code) =>
  items(value, name, code).map((item) => {
    if (item.trim() !== '' && !Number.isNaN(Number(item))) return Number(item);
    throw invalidParameter(name, code, 'invalid float literal');
  });

const localeItems: ParameterReader<readonly string[]> = (value, name, code) => {
  const given = items(value, name, code);
  const wrong = given.find((locale) => !locales.includes(locale));
  if (wrong === undefined) return given;
  const expected = `expected one of ${sortedLocales.join(', ')}`;
  throw invalidParameter(name, code, `Unsupported locale \`${wrong}\`, ${expected}`);
};

/** Items between commas, except those inside `_geoPoint(…)`; empty ones count. */
const sortItems: ParameterReader<readonly string[]> = (value) => {
  const found: string[] = [];
  let isInPoint = false;
  for (const part of value.split(',').map((item) => item.trim())) {
    if (isInPoint) found.push(`${found.pop() ?? ''},${part}`);
    else found.push(part);
    isInPoint = isInPoint ? !/\):(asc|desc)$/.test(part) : part.startsWith('_geoPoint(');
  }
  return found;
};

const parameters: ReadonlyMap<string, Parameter<unknown>> = withCodes<ParameterReader<unknown>>({
  q: plainText,
  vector: floats,
  offset: wholeNumber,
  limit: wholeNumber,
  page: wholeNumber,
  hitsPerPage: wholeNumber,
  attributesToRetrieve: items,
  retrieveVectors: truth,
  attributesToCrop: items,
  cropLength: wholeNumber,
  attributesToHighlight: items,
  filter: filterText,
  sort: sortItems,
  distinct: plainText,
  showMatchesPosition: truth,
  showRankingScore: truth,
  showRankingScoreDetails: truth,
  facets: items,
  highlightPreTag: plainText,
  highlightPostTag: plainText,
  cropMarker: plainText,
  matchingStrategy: choice('last', 'all', 'frequency'),
  attributesToSearchOn: items,
  hybridEmbedder: plainText,
  hybridSemanticRatio: plainText,
  rankingScoreThreshold: ratio,
  locales: localeItems,
});
