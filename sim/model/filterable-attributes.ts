import { compareCodePoints } from '../../engine/base/order.ts';
import type { FilterableRule, IndexConfig } from './index-config.ts';

/** The first rule of `filterableAttributes` that fits an attribute, if it allows any filter. */
export function filterableRule(config: IndexConfig, attribute: string): FilterableRule | undefined {
  const rule = config.filterable.find(({ patterns, isName }) =>
    patterns.some((pattern) =>
      isName ? isNamed(attribute, pattern) : fitsPattern(attribute, pattern),
    ),
  );
  return rule !== undefined && (rule.equality || rule.comparison) ? rule : undefined;
}

/** The patterns of all rules that allow filters, sorted, each once. */
export function patternNames(config: IndexConfig): readonly string[] {
  const rules = config.filterable.filter((rule) => rule.equality || rule.comparison);
  return [...new Set(rules.flatMap(({ patterns }) => patterns))].toSorted(compareCodePoints);
}

/** Whether `name` is the attribute or an object around it. */
export function isNamed(attribute: string, name: string): boolean {
  return attribute === name || isInside(attribute, name);
}

/** Whether an attribute fits a pattern, which `*` may begin or end. */
function fitsPattern(attribute: string, pattern: string): boolean {
  if (pattern === '*') return true;
  const startsOpen = pattern.startsWith('*');
  const endsOpen = pattern.endsWith('*');
  if (startsOpen && endsOpen) return attribute.includes(pattern.slice(1, -1));
  if (startsOpen) return attribute.endsWith(pattern.slice(1));
  if (endsOpen) return attribute.startsWith(pattern.slice(0, -1));
  return attribute === pattern;
}

/** Whether an attribute lies inside the object `outer`. */
export function isInside(attribute: string, outer: string): boolean {
  return attribute.startsWith(outer) && attribute.charAt(outer.length) === '.';
}
