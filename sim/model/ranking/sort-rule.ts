import { addBit, type Bits, idsOf, noBits } from './bits.ts';
import type { SortCriterion } from './ranking.ts';
import type { ScorePart } from './score-parts.ts';
import type { SearchSpace } from './search-space.ts';
import {
  compareSortValues,
  geoDistance,
  geoPointOf,
  type SortValue,
  sortValueOf,
} from './sort-values.ts';

/** Documents that a rule does not tell apart, and what it says of them. */
export interface OrderedBucket {
  readonly bits: Bits;
  readonly part: ScorePart;
}

/** The documents of `universe` by a sort criterion, first bucket first. */
export function sortBuckets(
  space: SearchSpace,
  criterion: SortCriterion,
  universe: Bits,
): OrderedBucket[] {
  return criterion.kind === 'geo'
    ? geoBuckets(space, criterion, universe)
    : attributeBuckets(space, criterion, universe);
}

type AttributeCriterion = Extract<SortCriterion, { kind: 'attribute' }>;
type GeoCriterion = Extract<SortCriterion, { kind: 'geo' }>;

function attributeBuckets(
  space: SearchSpace,
  { attribute, direction }: AttributeCriterion,
  universe: Bits,
): OrderedBucket[] {
  const byValue = new Map<SortValue, Bits>();
  for (const id of idsOf(universe)) {
    const fields = space.parts.documents.get(id)?.fields ?? {};
    const value = sortValueOf(fields, attribute, direction);
    const bits = byValue.get(value) ?? noBits(universe.length);
    byValue.set(value, bits);
    addBit(bits, id);
  }
  const key = `${attribute}:${direction}`;
  return [...byValue]
    .toSorted(([left], [right]) => compareSortValues(left, right, direction))
    .map(([value, bits]) => ({ bits, part: { kind: 'sort', key, value } }));
}

interface Located {
  readonly id: number;
  readonly point: readonly [number, number];
  readonly distance: number;
}

/** Distances of up to a metre from the first of a bucket are equal to it. */
const sameDistanceMetres = 1;
const geoBucketMax = 1000;

function geoBuckets(space: SearchSpace, criterion: GeoCriterion, universe: Bits): OrderedBucket[] {
  const { latitude, longitude, direction } = criterion;
  const located: Located[] = [];
  const elsewhere = noBits(universe.length);
  for (const id of idsOf(universe)) {
    const point = geoPointOf(space.parts.documents.get(id)?.fields ?? {});
    if (point === undefined) addBit(elsewhere, id);
    else located.push({ id, point, distance: geoDistance([latitude, longitude], point) });
  }
  located.sort((left, right) => Math.trunc(left.distance) - Math.trunc(right.distance));
  if (direction === 'desc') located.reverse();
  const key = `_geoPoint(${latitude}, ${longitude}):${direction}`;
  return [
    ...cutByDistance(located, universe.length, key),
    { bits: elsewhere, part: { kind: 'geo', key, point: null } },
  ];
}

function cutByDistance(located: readonly Located[], length: number, key: string): OrderedBucket[] {
  const buckets: OrderedBucket[] = [];
  let first: Located | undefined;
  let bits = noBits(length);
  let size = 0;
  for (const one of located) {
    const isSame =
      first !== undefined &&
      size < geoBucketMax &&
      !(Math.abs(first.distance - one.distance) > sameDistanceMetres);
    if (!isSame) {
      first = one;
      bits = noBits(length);
      size = 0;
      const [lat, lng] = one.point;
      const point = { lat, lng, distance: one.distance };
      buckets.push({ bits, part: { kind: 'geo', key, point } });
    }
    addBit(bits, one.id);
    size += 1;
  }
  return buckets;
}
