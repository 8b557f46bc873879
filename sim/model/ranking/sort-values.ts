import { compareCodePoints } from '../../../engine/base/order.ts';
import { isObject } from './document-text.ts';

/** What a document is sorted by: a number, a normalised string, or null, which is last both ways. */
export type SortValue = number | string | null;

/** Compares for a direction; numbers come before strings in both, and null last. */
export function compareSortValues(
  left: SortValue,
  right: SortValue,
  direction: 'asc' | 'desc',
): number {
  const kinds = kindRank(left) - kindRank(right);
  if (kinds !== 0) return kinds;
  const order =
    typeof left === 'string' && typeof right === 'string'
      ? compareCodePoints(left, right)
      : Number(left) - Number(right);
  return direction === 'asc' ? order : -order;
}

/** The value of a document's field for a direction: of several, the least or the greatest. */
export function sortValueOf(
  fields: Readonly<Record<string, unknown>>,
  attribute: string,
  direction: 'asc' | 'desc',
): SortValue {
  let best: SortValue = null;
  visitValues(fields, attribute, (value) => {
    const own = plainValue(value);
    if (own !== null && (best === null || compareSortValues(own, best, direction) < 0)) best = own;
  });
  return best;
}

/** The coordinates of a document, if it has any. */
export function geoPointOf(
  fields: Readonly<Record<string, unknown>>,
): readonly [number, number] | undefined {
  const geo = fields['_geo'];
  if (!isObject(geo)) return undefined;
  const point = [geo['lat'], geo['lng']].map((value) =>
    typeof value === 'string' || typeof value === 'number' ? Number(value) : Number.NaN,
  );
  const [latitude = Number.NaN, longitude = Number.NaN] = point;
  return Number.isNaN(latitude) || Number.isNaN(longitude) ? undefined : [latitude, longitude];
}

/**
 * In metres, to the millimetre, on a sphere. By the law of cosines, as Meilisearch has it, which is
 * coarse for points that are very near.
 */
export function geoDistance(
  from: readonly [number, number],
  to: readonly [number, number],
): number {
  const radians = Math.PI / 180;
  const [latitude, otherLatitude] = [from[0] * radians, to[0] * radians];
  const angle = Math.acos(
    Math.sin(latitude) * Math.sin(otherLatitude) +
      Math.cos(latitude) * Math.cos(otherLatitude) * Math.cos((to[1] - from[1]) * radians),
  );
  return Math.round(earthRadiusMetres * angle * 1000) / 1000;
}

const earthRadiusMetres = 6_371_000;

function kindRank(value: SortValue): number {
  return value === null ? 2 : typeof value === 'string' ? 1 : 0;
}

function plainValue(value: unknown): SortValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return String(value);
  // Empty strings are not values.
  return (typeof value === 'string' && normalizeFacetText(value)) || null;
}

function normalizeFacetText(text: string): string {
  return text.trim().normalize('NFKD').toLowerCase();
}

/** Visits what a dotted name leads to, through objects and arrays of them. */
function visitValues(value: unknown, name: string, visit: (value: unknown) => void): void {
  if (Array.isArray(value)) {
    for (const element of value) visitValues(element, name, visit);
  } else if (name === '') {
    visit(value);
  } else if (isObject(value)) {
    if (Object.hasOwn(value, name)) visitValues(value[name], '', visit);
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const key = name.slice(0, dot);
      if (Object.hasOwn(value, key)) visitValues(value[key], name.slice(dot + 1), visit);
    }
  }
}
