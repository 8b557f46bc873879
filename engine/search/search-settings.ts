import { isRecord } from '../base/json/record.ts';
import { type IsFilterable, readFilterable } from './filterable.ts';

/** The user's settings that a search depends on and that Miroir applies itself. */
export interface SearchSettings {
  /** The attributes that hits may show; null: all. */
  readonly displayed: ReadonlySet<string> | null;
  readonly rankingRules: readonly string[];
  readonly isFilterable: IsFilterable;
  /** How many places the order of the searchable attributes has; 1 if all are worth the same. */
  readonly attributePlaces: number;
  readonly distinctAttribute: string | null;
  readonly maxTotalHits: number;
  readonly maxValuesPerFacet: number;
  /** `alpha` or `count` by attribute, and by `*` for the rest. */
  readonly facetOrders: ReadonlyMap<string, unknown>;
}

/** Reads the text that `GET /settings` answers; what is missing or odd counts as unset. */
export function readSearchSettings(settings: string): SearchSettings {
  const all: unknown = JSON.parse(settings);
  const displayed = textsOf(memberOf(all, 'displayedAttributes'));
  const searchable = textsOf(memberOf(all, 'searchableAttributes')) ?? ['*'];
  const distinct = memberOf(all, 'distinctAttribute');
  const faceting = memberOf(all, 'faceting');
  const orders = memberOf(faceting, 'sortFacetValuesBy');
  return {
    displayed: displayed === null || displayed.includes('*') ? null : new Set(displayed),
    rankingRules: textsOf(memberOf(all, 'rankingRules')) ?? [],
    isFilterable: readFilterable(memberOf(all, 'filterableAttributes')),
    attributePlaces: searchable.includes('*') ? 1 : Math.max(1, searchable.length),
    distinctAttribute: typeof distinct === 'string' ? distinct : null,
    maxTotalHits: countOf(memberOf(memberOf(all, 'pagination'), 'maxTotalHits'), 1000),
    maxValuesPerFacet: countOf(memberOf(faceting, 'maxValuesPerFacet'), 100),
    facetOrders: new Map(isRecord(orders) ? Object.entries(orders) : []),
  };
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function textsOf(value: unknown): readonly string[] | null {
  if (!Array.isArray(value)) return null;
  return value.filter((element): element is string => typeof element === 'string');
}

function countOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
