import { printDouble } from '../../engine/base/json/print.ts';
import { writeMembers } from '../../engine/settings/members.ts';
import { type Formatting, formatDocument } from './formatting.ts';
import { distanceMeters, placeOf } from './geo.ts';
import type { IndexConfig } from './index-config.ts';
import { printMatches } from './match-positions.ts';
import { projectFields } from './projection.ts';
import type { RankedDocument, RankingQuery } from './ranking/ranking.ts';
import type { SearchQuery } from './search-query.ts';
import type { StoredIndex } from './stored-index.ts';

/** What the texts of all hits of a search depend on. */
export interface HitPlan {
  readonly index: StoredIndex;
  readonly query: SearchQuery;
  readonly ranking: RankingQuery;
  readonly formatting: Formatting | undefined;
}

/** The JSON text of one hit. */
export function printHit(plan: HitPlan, hit: RankedDocument): string {
  const { index, query, ranking, formatting } = plan;
  const document = index.document(hit.internalId);
  const fields = shownFields(index, query.attributesToRetrieve);
  const members = [projectFields(document, fields)];
  const geo = ranking.sort.find((criterion) => criterion.kind === 'geo');
  const showsPlace = geo !== undefined && (fields === null || fields.includes('_geo'));
  const place = showsPlace ? placeOf(document) : undefined;
  if (geo?.kind === 'geo' && place !== undefined) {
    members.push(`"_geoDistance":${Math.round(distanceMeters(place, geo))}`);
  }
  const formatted = formatting === undefined ? undefined : formatDocument(formatting, document);
  if (formatted !== undefined) members.push(`"_formatted":${formatted}`);
  if (query.showMatchesPosition) {
    members.push(`"_matchesPosition":${printMatches(index, document, ranking)}`);
  }
  if (query.showRankingScore) members.push(`"_rankingScore":${printDouble(hit.score)}`);
  if (query.showRankingScoreDetails) {
    members.push(`"_rankingScoreDetails":${printDetails(index, hit.details)}`);
  }
  return joinMembers(members);
}

/** Null: all. */
function shownFields(
  index: StoredIndex,
  wanted: readonly string[] | null,
): readonly string[] | null {
  const { displayed } = index.config;
  const all = displayed.includes('*');
  if (wanted === null || wanted.includes('*')) return all ? null : displayed;
  if (all) return wanted.filter((name) => index.knowsField(name));
  return wanted.filter((name) => displayed.includes(name));
}

/** Members that count things are whole; all other numbers are doubles. */
const wholeMembers: ReadonlySet<string> = new Set([
  'order',
  'matchingWords',
  'maxMatchingWords',
  'typoCount',
  'maxTypoCount',
]);

function printDetails({ config }: StoredIndex, details: RankedDocument['details']): string {
  // A rule that is there twice tells its second place only.
  const members = new Map<string, string>();
  for (const [place, [name, value]] of details.entries()) {
    if (isVisible(config, name)) members.set(name, printDetail(name, value));
    else members.set(`<hidden-rule-${place}>`, `{"order":${place},"value":"<hidden>"}`);
  }
  return writeMembers(members);
}

/** Rules about attributes that are not displayed do not show what they sort by. */
function isVisible({ displayed }: IndexConfig, rule: string): boolean {
  const [, attribute] = /^(.*):(?:asc|desc)$/s.exec(rule) ?? [];
  if (attribute === undefined || attribute.startsWith('_geoPoint(')) return true;
  return displayed.includes('*') || displayed.includes(attribute);
}

function printDetail(name: string, value: unknown): string {
  if (typeof value === 'number') return wholeMembers.has(name) ? String(value) : printDouble(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value).map(
    ([member, inner]) => `${JSON.stringify(member)}:${printDetail(member, inner)}`,
  );
  return `{${members.join(',')}}`;
}

/** Adds members to the object that comes first. */
function joinMembers([object = '{}', ...members]: readonly string[]): string {
  if (members.length === 0) return object;
  const inside = object.slice(1, -1);
  return `{${inside === '' ? '' : `${inside},`}${members.join(',')}}`;
}
