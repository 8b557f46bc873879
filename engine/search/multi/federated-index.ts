import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { mergePages, sumOfHits } from '../merge.ts';
import { planSearch, type SearchPlan } from '../plan.ts';
import type { RankedHit } from '../rank.ts';
import { readSearchSettings } from '../search-settings.ts';
import { gatherPages } from '../search.ts';
import { countableTogether } from './countable-queries.ts';
import { type CountAnswer, countDocuments } from './index-count.ts';
import type { IndexQuery } from './multi-query.ts';
import { inOrder } from './side-by-side.ts';

/** A result, or why there is none. */
export type Settled<Value> = { readonly value: Value } | { readonly error: unknown };

/** What one query of a federated search has found. */
export interface QueryFindings {
  readonly plan: SearchPlan;
  readonly hits: readonly RankedHit[];
  readonly totalHits: number;
  readonly isSemantic: boolean;
  /** The vector of the query as exact text, if it was asked for. */
  readonly queryVector: string | undefined;
  readonly processingTimeMs: number;
  readonly missing: readonly ShardId[];
  readonly stale: readonly ShardId[];
}

/** What an index has to tell for a federated search. */
export interface IndexFindings {
  /** In the order of the index's queries. */
  readonly queries: readonly Settled<QueryFindings>[];
  /** The documents that any of its queries finds; null: those of its only query. */
  readonly count: Settled<CountAnswer> | null;
}

/** An index of a federated search with what it was asked. */
export interface AskedIndex {
  readonly uid: string;
  /** Undefined: there is none of this name. */
  readonly index: IndexRecord | undefined;
  /** None if only its facets are named. */
  readonly queries: readonly IndexQuery[];
  /** Null: none. */
  readonly facets: readonly string[] | null;
  /** Null if there is no such index. */
  readonly findings: IndexFindings | null;
}

/** What is asked of one index. */
export interface IndexQuestion {
  readonly index: IndexRecord;
  readonly queries: readonly IndexQuery[];
  /** Null: none. */
  readonly facets: readonly string[] | null;
  /** How many of the best hits of each query are wanted. */
  readonly hitsMax: number;
  /** Whether its hits stand beside those of other queries. */
  readonly isCompared: boolean;
}

/** Puts all queries to their index, side by side. Never rejects. */
export async function searchFederatedIndex(
  context: EngineContext,
  question: IndexQuestion,
): Promise<IndexFindings> {
  const { queries, facets } = question;
  const isCounted = queries.length > 1 || facets !== null;
  const [found, count] = await Promise.all([
    inOrder(queries, async (query) => settled(findHits(context, question, query))),
    isCounted ? settled(countTogether(context, question)) : null,
  ]);
  return { queries: found, count };
}

async function findHits(
  context: EngineContext,
  { index, hitsMax, isCompared }: IndexQuestion,
  { query, fault }: IndexQuery,
): Promise<QueryFindings> {
  if (fault !== null) throw fault;
  const planned = planSearch(index, query);
  const plan: SearchPlan = {
    ...planned,
    // `maxTotalHits` does not count here.
    window: { start: 0, end: hitsMax },
    // What the scores of different queries are made of is told by their details only.
    ordersByDetails: planned.ordersByDetails || isCompared,
    scoresHits: true,
  };
  const { values, missing, stale } = await gatherPages(context, index, plan);
  const { page, leftOut } = mergePages(plan, values);
  return {
    plan,
    hits: page,
    totalHits: sumOfHits(values) - leftOut,
    isSemantic: values.some(({ members }) => members.has('semanticHitCount')),
    queryVector: values.map(({ members }) => members.get('queryVector')).find(Boolean),
    processingTimeMs: Math.max(...values.map(({ processingTimeMs }) => processingTimeMs)),
    missing,
    stale,
  };
}

async function countTogether(
  context: EngineContext,
  { index, queries, facets, hitsMax }: IndexQuestion,
): Promise<CountAnswer> {
  const settings = readSearchSettings(index.settings);
  const groups = countableTogether(queries, settings.rankingRules);
  const answers = await inOrder(groups, async (group) => {
    const isLooking =
      settings.distinctAttribute !== null || group.some(({ query }) => changesCount(query.members));
    return countDocuments(context, {
      index,
      queries: group,
      facets,
      hitsMax: isLooking ? hitsMax : 0,
    });
  });
  return {
    totalHits: answers.reduce((sum, { totalHits }) => sum + totalHits, 0),
    facets: answers.flatMap((answer) => answer.facets),
    processingTimeMs: Math.max(...answers.map(({ processingTimeMs }) => processingTimeMs)),
    missing: answers.flatMap(({ missing }) => missing),
    stale: answers.flatMap(({ stale }) => stale),
  };
}

/** Parameters under which the number of documents depends on how far a search looks. */
const lookingParameters: readonly string[] = ['distinct', 'hybrid', 'rankingScoreThreshold'];

function changesCount(members: ReadonlyMap<string, string>): boolean {
  return lookingParameters.some((name) => (members.get(name) ?? 'null') !== 'null');
}

async function settled<Value>(promise: Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}
