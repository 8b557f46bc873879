import { checkDecodable } from '../../base/json/decode.ts';
import { skipSpace } from '../../base/json/scan.ts';
import { MalformedRequest } from '../../protocol/api-error.ts';
import { disguiseJson } from '../../protocol/hidden-names.ts';
import type { QueryParameter } from '../../protocol/routed-request.ts';
import { memberOfParameter } from '../parse-parameter.ts';
import { type Check, objectMembers, parameterChecks } from '../parse.ts';
import type { WholeNumber } from '../query.ts';
import type { SimilarQuery } from './similar-query.ts';

/** Reads the body of a `similar`; throws {@link MalformedRequest} for what Meilisearch refuses. */
export function parseSimilarBody(text: string): SimilarQuery {
  return parseSimilarMembers(objectMembers(text));
}

/** Reads the query string of a `similar`; throws {@link MalformedRequest} as above. */
export function parseSimilarParameters(parameters: readonly QueryParameter[]): SimilarQuery {
  const members = new Map<string, string>();
  for (const { name, value } of parameters) {
    if (name === 'id' || name === 'embedder') {
      members.set(name, JSON.stringify(value));
    } else if (name === 'filter') {
      members.set(name, isJson(value) ? value.trim() : JSON.stringify(value));
    } else if (shared.includes(name)) {
      members.set(name, memberOfParameter(name, value).text);
    } else {
      throw new MalformedRequest(`Unknown parameter \`${name}\``);
    }
  }
  // Only a body has a way to say that there is no filter: a parameter that is null is a wrong one.
  return { ...parseSimilarMembers(members), filter: filterOf(members) };
}

/** The parameters that searches have as well. */
const shared: readonly string[] = [
  'offset',
  'limit',
  'attributesToRetrieve',
  'retrieveVectors',
  'showRankingScore',
  'showRankingScoreDetails',
  'rankingScoreThreshold',
];

function parseSimilarMembers(members: ReadonlyMap<string, string>): SimilarQuery {
  const values = new Map<string, unknown>();
  for (const [name, text] of members) {
    const isAcceptable = checkOf(name);
    if (isAcceptable === undefined) throw new MalformedRequest(`Unknown field \`${name}\``);
    const value: unknown = JSON.parse(text);
    if (!isAcceptable(value, text)) throw wrongValue(name);
    values.set(name, value);
  }
  const fields = values.get('attributesToRetrieve');
  const threshold = values.get('rankingScoreThreshold');
  const filter = filterOf(members);
  const id = must(members, 'id');
  must(members, 'embedder');
  return {
    id,
    embedder: String(values.get('embedder')),
    offset: wholeNumber(members.get('offset') ?? '0'),
    limit: wholeNumber(members.get('limit') ?? '20'),
    filter: filter === 'null' ? null : filter,
    attributesToRetrieve: Array.isArray(fields) ? fields.map(String) : null,
    retrieveVectors: values.get('retrieveVectors') === true,
    showRankingScore: values.get('showRankingScore') === true,
    showRankingScoreDetails: values.get('showRankingScoreDetails') === true,
    rankingScoreThreshold: typeof threshold === 'number' ? threshold : null,
  };
}

function checkOf(name: string): Check | undefined {
  if (name === 'id' || name === 'filter') return () => true;
  if (name === 'embedder') return (value) => typeof value === 'string';
  return shared.includes(name) ? parameterChecks.get(name) : undefined;
}

function filterOf(members: ReadonlyMap<string, string>): string | null {
  const text = members.get('filter');
  return text === undefined ? null : disguiseJson(text);
}

function isJson(text: string): boolean {
  try {
    return skipSpace(text, checkDecodable(text, skipSpace(text, 0))) === text.length;
  } catch {
    return false;
  }
}

function wholeNumber(text: string): WholeNumber {
  return { value: Number(text), text };
}

function must(members: ReadonlyMap<string, string>, name: string): string {
  const text = members.get(name);
  if (text === undefined) throw new MalformedRequest(`Missing field \`${name}\``);
  return text;
}

function wrongValue(name: string): MalformedRequest {
  const code = `invalid_similar_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
  return new MalformedRequest(`Invalid value at \`.${name}\`.`, code);
}
