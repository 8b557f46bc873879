import { sequenceRule } from '../../protocol/markers.ts';
import type { IndexQuery } from './multi-query.ts';
import { canonicalRules, kindOf } from './ranking-rules.ts';

/**
 * Queries to one index in groups that a node lets stand in one federated search: it compares the kinds
 * of their ranking rules, and has a hidden one more than the user, which would forbid much that is
 * allowed. So the queries are made alike, as far as that does not change what they find. One group is
 * left, but for indexes whose rules have `words` apart from the others of relevancy: documents that
 * several groups find are counted several times.
 */
export function countableTogether(
  queries: readonly IndexQuery[],
  rankingRules: readonly string[],
): readonly (readonly IndexQuery[])[] {
  if (queries.length === 0) return [[]];
  const other = queries.find(({ query }) => kindOf(query) !== 'placeholder');
  const strategy = other?.query.members.get('matchingStrategy');
  const alike = queries.map((asked) => madeAlike(asked, strategy));
  const groups = Map.groupBy(alike, ({ query }) => {
    const { rules } = canonicalRules(query, [...rankingRules, sequenceRule]);
    return rules.map(({ kind }) => kind).join();
  });
  return [...groups.values()];
}

// How hits are sorted does not matter here. A blank query finds what an empty one does, under any
// strategy, and is of the kind of those with words.
function madeAlike(asked: IndexQuery, strategy: string | undefined): IndexQuery {
  const members = new Map(asked.query.members);
  members.delete('sort');
  if (kindOf(asked.query) === 'placeholder') {
    members.set('q', '" "');
    members.delete('matchingStrategy');
    if (strategy !== undefined) members.set('matchingStrategy', strategy);
  }
  return { ...asked, query: { ...asked.query, members, sort: [] } };
}
