import { must } from '../base/assert.ts';

/** One rule that listed documents are sorted by. */
export type SortRule = FieldRule | PointRule;

interface FieldRule {
  readonly kind: 'field';
  /** As the client wrote it. */
  readonly text: string;
  readonly attribute: string;
  readonly isAscending: boolean;
}

/** By the distance from a point, in degrees. */
interface PointRule {
  readonly kind: 'point';
  readonly text: string;
  readonly attribute: '_geo';
  readonly point: Point;
  readonly isAscending: boolean;
}

/** Latitude and longitude in degrees. */
export type Point = readonly [number, number];

/** Reads a rule such as `year:asc` or `_geoPoint(1, 2):desc`; throws unless a node has accepted it. */
export function readSortRule(text: string): SortRule {
  const isAscending = text.endsWith(':asc');
  const subject = must(/^(.*):(?:asc|desc)$/s.exec(text)?.[1], 'a sort rule');
  const point = /^_geoPoint\(([^,]*),([^,]*)\)$/s.exec(subject);
  if (point === null) return { kind: 'field', text, attribute: subject, isAscending };
  const [, latitude, longitude] = point;
  return {
    kind: 'point',
    text,
    attribute: '_geo',
    point: [Number(latitude), Number(longitude)],
    isAscending,
  };
}

/** The attribute that a rule is about, whether or not a node accepts the rule. */
export function attributeOfRule(text: string): string {
  return text.startsWith('_geoPoint(') ? '_geo' : text.replace(/:(?:asc|desc)$/, '');
}
