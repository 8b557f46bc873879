import { isRecord } from '../base/json/record.ts';

/** Whether hits may be filtered by an attribute, and counted by its values. */
export type IsFilterable = (attribute: string) => boolean;

/**
 * Reads `filterableAttributes`, whose rules are attributes or patterns of them. As in Meilisearch, the
 * first rule that an attribute matches decides, and what is odd matches nothing.
 */
export function readFilterable(rules: unknown): IsFilterable {
  return (attribute) => {
    const known = Array.isArray(rules) ? rules.map(readRule) : [];
    return known.find(({ matches }) => matches(attribute))?.isFilterable ?? false;
  };
}

interface FilterableRule {
  readonly matches: (attribute: string) => boolean;
  readonly isFilterable: boolean;
}

function readRule(rule: unknown): FilterableRule {
  if (typeof rule === 'string') return { matches: matcherOf(rule), isFilterable: true };
  const { attributePatterns, features } = isRecord(rule) ? rule : {};
  const patterns = Array.isArray(attributePatterns) ? attributePatterns : [];
  const matchers = patterns.filter((pattern) => typeof pattern === 'string').map(matcherOf);
  const filter = isRecord(features) && isRecord(features['filter']) ? features['filter'] : {};
  return {
    matches: (attribute) => matchers.some((matches) => matches(attribute)),
    isFilterable: filter['equality'] !== false || filter['comparison'] === true,
  };
}

/** A name matches itself and all that is in it; a star stands for anything before or after. */
function matcherOf(pattern: string): (attribute: string) => boolean {
  const [isOpenBefore, isOpenAfter] = [pattern.startsWith('*'), pattern.endsWith('*')];
  const text = pattern.slice(Number(isOpenBefore), isOpenAfter ? -1 : undefined);
  if (isOpenBefore && isOpenAfter) return (attribute) => attribute.includes(text);
  if (isOpenBefore) return (attribute) => attribute.endsWith(text);
  if (isOpenAfter) return (attribute) => attribute.startsWith(text);
  return (attribute) => attribute === pattern || attribute.startsWith(`${pattern}.`);
}
