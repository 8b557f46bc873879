import { type ApiError, invalidRequest } from '../../protocol/api-error.ts';
import type { CanonicalRule, CanonicalRules, RuleKind } from './ranking-rules.ts';

/** The rules in play for a query, and which query that is. */
export interface QueryRules extends CanonicalRules {
  readonly position: number;
  readonly indexUid: string;
}

/**
 * Of two queries, the one by whose rules those that follow are measured. Throws Meilisearch's
 * `invalid_multi_search_query_ranking_rules` if their hits cannot be compared.
 */
export function strictestRules(previous: QueryRules, current: QueryRules): QueryRules {
  for (const [place, rule] of current.rules.entries()) {
    const other = previous.rules[place];
    if (other !== undefined && other.kind !== rule.kind) {
      throw conflict(previous, other, current, rule);
    }
  }
  return previous.rules.length > current.rules.length ? previous : current;
}

function conflict(
  previous: QueryRules,
  previousRule: CanonicalRule,
  current: QueryRules,
  currentRule: CanonicalRule,
): ApiError {
  const lines = [
    `The results of queries #${previous.position} and #${current.position} are incompatible: `,
    `  1. ${describe(previous, previousRule)}`,
    `  2. ${describe(current, currentRule)}`,
    `  - ${reason(previousRule.kind, currentRule.kind)}`,
  ];
  const message = `${lines.join('\n')}\n${notesOf(previous)}${notesOf(current)}`;
  return invalidRequest('invalid_multi_search_query_ranking_rules', message);
}

function describe({ position, indexUid }: QueryRules, rule: CanonicalRule): string {
  const sort = rule.sortPlace === '' ? '' : `.sort${rule.sortPlace}`;
  const source = `\`queries[${position}]${sort}\`, \`${indexUid}.rankingRules${rule.places}\``;
  return `${source}: ${rule.kind} rule(s) ${rule.names}`;
}

function reason(previous: RuleKind, current: RuleKind): string {
  const both = [previous, current];
  const isGeo = both.map((kind) => kind.endsWith('geo sort'));
  if (both.includes('relevancy')) {
    return `cannot compare a relevancy rule with a ${isGeo.includes(true) ? 'geosort' : 'sort'} rule`;
  }
  if (isGeo.includes(true) && isGeo.includes(false)) {
    return 'cannot compare a sort rule with a geosort rule';
  }
  return `cannot compare two ${isGeo.includes(true) ? 'geosort' : 'sort'} rules in opposite directions`;
}

function notesOf({ position, notes }: QueryRules): string {
  if (notes.length === 0) return '';
  const lead = `  - note: The ranking rules of query #${position} were modified during canonicalization:`;
  return `${lead}\n${notes.join('')}`;
}
