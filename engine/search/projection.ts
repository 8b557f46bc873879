import { markerNames, markers } from '../protocol/markers.ts';
import type { SearchQuery } from './query.ts';
import type { SearchSettings } from './search-settings.ts';

/** The attributes of which something is shown; null: all. */
export type Shown = ReadonlySet<string> | null;

/** What nodes are asked to retrieve and what of it the client may see. */
export interface HitProjection {
  /** For `attributesToRetrieve` of the sub-queries; null: leave it out. */
  readonly retrieved: readonly string[] | null;
  /** What a hit keeps of its document. */
  readonly document: Shown;
  /** What it keeps of `_formatted`. */
  readonly formatted: Shown;
  /** What may be named: in `_matchesPosition`, and as rules in `_rankingScoreDetails`. */
  readonly named: Shown;
  readonly showsScore: boolean;
  readonly showsScoreDetails: boolean;
}

/** The parameters that say what hits show. */
type ShownParameters = Pick<
  SearchQuery,
  'attributesToRetrieve' | 'attributesToFormat' | 'showRankingScore' | 'showRankingScoreDetails'
>;

/**
 * Plans how hits get the attributes that the merge needs without the client seeing them. Nodes also
 * display everything that hits are sorted by, so that its values can be read; the client must not
 * see that either. `distinct` is the attribute that hits must differ in.
 */
export function planProjection(
  query: ShownParameters,
  settings: SearchSettings,
  distinct: string | null,
): HitProjection {
  const { displayed } = settings;
  const wanted = shownOf(query.attributesToRetrieve, displayed);
  const needed = distinct === null ? [markers.sequence] : [markers.sequence, distinct];
  const isDistinctHidden = wanted !== null && distinct !== null && !wanted.has(distinct);
  const formatted = shownOf(
    query.attributesToRetrieve === null
      ? null
      : [...query.attributesToFormat, ...(wanted ?? ['*'])],
    displayed,
  );
  return {
    retrieved: wanted === null ? null : [...new Set([...wanted, ...needed])],
    document: isDistinctHidden ? wanted : null,
    formatted: displayed !== null || isDistinctHidden ? formatted : null,
    named: displayed,
    showsScore: query.showRankingScore,
    showsScoreDetails: query.showRankingScoreDetails,
  };
}

// Meilisearch compares names as they are: with `a` displayed, `a.b` cannot be asked for.
function shownOf(asked: readonly string[] | null, displayed: Shown): Shown {
  if (asked === null || asked.includes('*')) return displayed;
  return new Set(
    asked.filter((name) => !markerNames.includes(name) && (displayed?.has(name) ?? true)),
  );
}
