import { must } from '../../base/assert.ts';
import { NodeRefusal } from '../../gather/call.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { ApiError, indexNotFound } from '../../protocol/api-error.ts';
import { readSearchSettings, type SearchSettings } from '../search-settings.ts';
import { type FacetOrders, noteFacetOrders } from './federated-facets.ts';
import type { AskedIndex, QueryFindings, Settled } from './federated-index.ts';
import type { CountAnswer } from './index-count.ts';
import { insideQuery } from './inside-query.ts';
import type { IndexQuery } from './multi-query.ts';
import { canonicalRules } from './ranking-rules.ts';
import { type QueryRules, strictestRules } from './rule-conflict.ts';

/** What a query has found. */
export interface FoundByQuery extends QueryFindings {
  readonly asked: IndexQuery;
}

/** What an index contributes to a federated search, once nothing is wrong with it. */
export interface IndexResult {
  readonly index: IndexRecord;
  /** The facets that were asked of it; null: none. */
  readonly facets: readonly string[] | null;
  readonly found: readonly FoundByQuery[];
  readonly count: CountAnswer | null;
  readonly totalHits: number;
}

/**
 * What the indexes that queries were put to contribute. Goes through all findings in the order in which
 * Meilisearch searches, and throws what is wrong with the first that has anything wrong with it.
 * `orders`: where the orders of facets are noted if they must be the same; null: they need not.
 */
export function checkFindings(
  asked: readonly AskedIndex[],
  orders: FacetOrders | null,
): readonly IndexResult[] {
  const results: IndexResult[] = [];
  const ruleCheck = new RuleCheck();
  for (const part of asked) {
    const { index, uid, facets, findings, queries } = part;
    if (index === undefined || findings === null) throw missingIndex(part);
    const settings = readSearchSettings(index.settings);
    if (orders !== null) checkFacetOrders(orders, part, settings);
    const found = queries.map((query, place) => {
      const settled = must(findings.queries[place], 'the findings of a query');
      ruleCheck.check(query, uid, settled, settings);
      return { asked: query, ...valueOf(settled) };
    });
    const count = findings.count === null ? null : valueOf(findings.count);
    if (queries.length === 0) continue;
    const totalHits = count?.totalHits ?? found.reduce((sum, query) => sum + query.totalHits, 0);
    results.push({ index, facets, found, count, totalHits });
  }
  return results;
}

function valueOf<Value>(settled: Settled<Value>): Value {
  if ('error' in settled) throw settled.error;
  return settled.value;
}

function missingIndex({ uid, queries }: AskedIndex): unknown {
  const [first] = queries;
  const error = indexNotFound(uid);
  if (first !== undefined) return insideQuery(error, first.position);
  return inFacets(error, uid, undefined);
}

function checkFacetOrders(
  orders: FacetOrders,
  { uid, facets, queries }: AskedIndex,
  settings: SearchSettings,
): void {
  try {
    noteFacetOrders(orders, uid, facets ?? [], settings);
  } catch (error) {
    throw error instanceof ApiError ? inFacets(error, uid, queries[0]) : error;
  }
}

function inFacets(error: ApiError, uid: string, first: IndexQuery | undefined): ApiError {
  const use =
    first === undefined ? 'is not used in queries' : `used in \`.queries[${first.position}]\``;
  const message = `Inside \`.federation.facetsByIndex.${uid}\`: ${error.message}\n - Note: index \`${uid}\` ${use}`;
  return new ApiError(400, error.code, error.type, message);
}

/** Whether the hits of all queries can be compared, query after query. */
class RuleCheck {
  #strictest: QueryRules | undefined;

  /** Throws what is wrong with the query, or with its rules beside those of the queries before. */
  check(
    asked: IndexQuery,
    indexUid: string,
    findings: Settled<QueryFindings>,
    { rankingRules }: SearchSettings,
  ): void {
    const { position, query } = asked;
    const error = 'error' in findings ? findings.error : undefined;
    if (error !== undefined && comesBeforeRules(error)) throw insideQuery(error, position);
    const rules = { position, indexUid, ...canonicalRules(query, rankingRules) };
    try {
      this.#strictest =
        this.#strictest === undefined ? rules : strictestRules(this.#strictest, rules);
    } catch (conflict) {
      throw insideQuery(conflict, position);
    }
    if (error !== undefined) throw insideQuery(error, position);
  }
}

/** Which faults Meilisearch finds before it looks at the ranking rules: of embedders, of how to sort. */
function comesBeforeRules(error: unknown): boolean {
  if (!(error instanceof NodeRefusal)) return false;
  if (/"code":"(?:invalid_search_embedder|missing_search_hybrid)"/.test(error.body)) return true;
  return (
    error.body.includes('"code":"invalid_search_sort"') && !error.body.includes('is not sortable')
  );
}
