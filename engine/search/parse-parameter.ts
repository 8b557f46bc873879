import { notAFilter } from '../documents/filter.ts';
import { MalformedRequest } from '../protocol/api-error.ts';

/** A parameter of a search as a member of a body: its name there and its exact JSON text. */
export interface BodyMember {
  readonly name: string;
  readonly text: string;
}

/**
 * Rewrites a parameter of `GET …/search` for a body. The two `hybrid…` parameters keep their names.
 * Throws {@link MalformedRequest} for a parameter or a value that Meilisearch does not know.
 */
export function memberOfParameter(name: string, value: string): BodyMember {
  const rewrite = rewrites.get(name);
  if (rewrite === undefined) throw new MalformedRequest(`Unknown parameter \`${name}\``);
  const text = rewrite(value);
  if (text === undefined) {
    const code = `invalid_search_${name.replaceAll(/[A-Z]/g, '_$&').toLowerCase()}`;
    throw new MalformedRequest(`Invalid value in parameter \`${name}\``, code);
  }
  return { name, text };
}

/** From a parameter's value to JSON text; undefined if the value is refused. */
type Rewrite = (value: string) => string | undefined;

const text: Rewrite = (value) => JSON.stringify(value);
const flag: Rewrite = (value) => (value === 'true' || value === 'false' ? value : undefined);
const whole: Rewrite = (value) =>
  /^\+?[0-9]{1,40}$/.test(value) ? String(BigInt(value.replace('+', ''))) : undefined;
const list: Rewrite = (value) => JSON.stringify(itemsOf(value));

// A node is asked about every other code, for the words of its refusal depend on the route.
const locales: Rewrite = (value) =>
  itemsOf(value).every((item) => /^[a-z]{2,3}$/.test(item)) ? list(value) : undefined;

// Empty items do not count.
function itemsOf(value: string): string[] {
  return value.split(',').filter((item) => item !== '');
}

function number(value: string): string | undefined {
  const isNumber = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value);
  return isNumber && Number.isFinite(Number(value)) ? String(Number(value)) : undefined;
}

function numberList(value: string): string | undefined {
  const numbers = itemsOf(value).map(number);
  return numbers.includes(undefined) ? undefined : `[${numbers.join(',')}]`;
}

const sort: Rewrite = (value) => JSON.stringify(sortRulesOf(value));

/** The rules in a `sort` parameter. A comma inside `_geoPoint(lat,lng)` separates nothing. */
export function sortRulesOf(value: string): string[] {
  const rules: string[] = [];
  let isInPoint = false;
  for (const part of value.replaceAll(/^"+|"+$/g, '').split(',')) {
    const rule = part.trim();
    if (isInPoint && !rule.startsWith('_geoPoint(')) {
      rules.push(`${rules.pop() ?? ''},${rule}`);
      isInPoint = !/\):(?:asc|desc)$/.test(rule);
    } else {
      rules.push(rule);
      isInPoint = rule.startsWith('_geoPoint(');
    }
  }
  return rules;
}

// JSON if it is JSON, an expression otherwise. A JSON null is refused, unlike in a body.
function filter(value: string): string {
  try {
    if (JSON.parse(value) !== null) return value.trim();
  } catch {
    return JSON.stringify(value);
  }
  throw new MalformedRequest(notAFilter('null'), 'invalid_search_filter');
}

const rewrites: ReadonlyMap<string, Rewrite> = new Map([
  ['q', text],
  ['vector', numberList],
  ['offset', whole],
  ['limit', whole],
  ['page', whole],
  ['hitsPerPage', whole],
  ['attributesToRetrieve', list],
  ['retrieveVectors', flag],
  ['attributesToCrop', list],
  ['cropLength', whole],
  ['attributesToHighlight', list],
  ['filter', filter],
  ['sort', sort],
  ['distinct', text],
  ['showMatchesPosition', flag],
  ['showRankingScore', flag],
  ['showRankingScoreDetails', flag],
  ['facets', list],
  ['highlightPreTag', text],
  ['highlightPostTag', text],
  ['cropMarker', text],
  ['matchingStrategy', text],
  ['attributesToSearchOn', list],
  ['hybridEmbedder', text],
  ['hybridSemanticRatio', number],
  ['rankingScoreThreshold', number],
  ['locales', locales],
]);
