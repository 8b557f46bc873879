import { forEachMember, skipSpace } from '../base/json/scan.ts';
import { matchesIndex } from './index-patterns.ts';

/** What a tenant token opens: filters by patterns of indexes; null: without a filter. */
export type SearchRules = ReadonlyMap<string, unknown>;

/**
 * Reads the `searchRules` of a token, which must be JSON: a list of patterns, or an object of rules by
 * patterns. Undefined if it is something else. Patterns are taken as they are.
 */
export function readSearchRules(text: string): SearchRules | undefined {
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) {
    const patterns: readonly unknown[] = value;
    return patterns.every((pattern) => typeof pattern === 'string')
      ? new Map(patterns.map((pattern) => [pattern, null]))
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const rules = new Map<string, unknown>();
  let isRight = true;
  forEachMember(text, skipSpace(text, 0), (pattern, _patternStart, start, end) => {
    const filter = ruleFilter(text.slice(start, end));
    isRight &&= filter !== undefined;
    rules.set(pattern, filter);
  });
  return isRight ? rules : undefined;
}

/** The filter of a rule: null if it has none, undefined if it is no rule. */
function ruleFilter(text: string): unknown {
  const rule: unknown = JSON.parse(text);
  if (rule === null) return null;
  if (typeof rule !== 'object') return undefined;
  // A list is taken for the members of a rule in their order, of which there is one.
  if (Array.isArray(rule)) return rule.length === 1 ? rule[0] : undefined;
  let filters = 0;
  forEachMember(text, 0, (name) => {
    filters += name === 'filter' ? 1 : 0;
  });
  if (filters > 1) return undefined;
  return 'filter' in rule ? rule.filter : null;
}

export function rulesOpenIndex(rules: SearchRules, uid: string): boolean {
  return rules.keys().some((pattern) => matchesIndex(pattern, uid));
}

/**
 * The filter of the rule that counts for an index: of those whose patterns fit, the one that names it,
 * else the one with the longest pattern. Null: no filter. It may be no filter at all: nobody has looked.
 */
export function filterOfRules(rules: SearchRules, uid: string): unknown {
  const fitting = [...rules.keys()].filter((pattern) => matchesIndex(pattern, uid));
  const [strictest] = fitting.toSorted(byStrictness);
  return strictest === undefined ? null : (rules.get(strictest) ?? null);
}

function byStrictness(left: string, right: string): number {
  const openness = Number(left.endsWith('*')) - Number(right.endsWith('*'));
  return openness === 0 ? right.length - left.length : openness;
}
