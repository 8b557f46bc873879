import { fieldRankRule, positionRule } from './attribute-rules.ts';
import type { RankingStep } from './bucket-sort.ts';
import type { NodePool } from './node-pool.ts';
import { proximityRule } from './proximity-rule.ts';
import type { RankingQuery, SortCriterion } from './ranking.ts';
import type { SearchSpace } from './search-space.ts';
import { exactWordsRule, typoRule, wordsRule } from './word-rules.ts';

/** The rules of a search without words: those that sort. */
export function sortingSteps(
  rules: readonly string[],
  sort: readonly SortCriterion[],
): RankingStep[] {
  const planned = new PlannedSteps();
  for (const rule of new Set(rules)) {
    if (rule === 'sort') for (const criterion of sort) planned.sortBy(criterion);
    else if (!isWordRule(rule)) planned.sortByRule(rule);
  }
  return planned.steps;
}

/**
 * The rules of a search for words. Unless all words must match, `words` goes before the first of those
 * that look at words, whether or not the settings name it.
 */
export function searchSteps(
  space: SearchSpace,
  pool: NodePool,
  query: RankingQuery,
): RankingStep[] {
  const planned = new PlannedSteps();
  let hasWords = query.matchingStrategy === 'all';
  for (const rule of new Set(space.parts.settings.rankingRules)) {
    if (isWordRule(rule) && !hasWords) {
      hasWords = true;
      planned.steps.push({ kind: 'graph', rule: wordsRule(query.matchingStrategy) });
    }
    if (rule === 'sort') for (const criterion of query.sort) planned.sortBy(criterion);
    else if (isWordRule(rule)) planned.steps.push(...wordSteps[rule](space, pool));
    else planned.sortByRule(rule);
  }
  return planned.steps;
}

type WordRule = 'words' | 'typo' | 'proximity' | 'attribute' | 'exactness';

function isWordRule(rule: string): rule is WordRule {
  return Object.hasOwn(wordSteps, rule);
}

type MakeSteps = (space: SearchSpace, pool: NodePool) => RankingStep[];

const wordSteps: Readonly<Record<WordRule, MakeSteps>> = {
  // It has its place already when its turn comes.
  words: () => [],
  typo: (_, pool) => [{ kind: 'graph', rule: typoRule(pool) }],
  proximity: (space) => [{ kind: 'graph', rule: proximityRule(space) }],
  attribute: (space) => [
    { kind: 'graph', rule: fieldRankRule(space.parts.fields) },
    { kind: 'graph', rule: positionRule() },
  ],
  exactness: (_, pool) => [
    { kind: 'exactAttribute' },
    { kind: 'graph', rule: exactWordsRule(pool) },
  ],
};

/** A field is sorted by once only, by whichever rule comes first. */
class PlannedSteps {
  readonly steps: RankingStep[] = [];
  readonly #sorted = new Set<string>();

  sortBy(criterion: SortCriterion): void {
    if (criterion.kind === 'attribute') {
      if (this.#sorted.has(criterion.attribute)) return;
      this.#sorted.add(criterion.attribute);
    }
    this.steps.push({ kind: 'sort', criterion });
  }

  /** A rule of the settings, such as `price:asc`. */
  sortByRule(rule: string): void {
    const colon = rule.lastIndexOf(':');
    const direction = rule.slice(colon + 1) === 'desc' ? 'desc' : 'asc';
    this.sortBy({ kind: 'attribute', attribute: rule.slice(0, colon), direction });
  }
}
