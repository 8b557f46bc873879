import type { BaseBody } from './base-bodies.ts';
import type { Shape } from './shape.ts';

/** Values of every kind, as JSON text: what is right for one member is wrong for another. */
const values = [
  'null',
  'true',
  '"text"',
  '""',
  '0',
  '-1',
  '1.5',
  '3',
  '18446744073709551616',
  '[]',
  '["text"]',
  '[1]',
  '[null]',
  '{}',
  '{"a":1}',
];

/** Bodies that are wrong as a whole. */
export const brokenWholes = ['', ' ', '{', '[', 'null', 'true', '1', '"text"', '[]', '[1]', '{} x'];

/**
 * Bodies made from one that is right: every member that the shape knows gets every kind of value, an
 * unknown member is added, each member of the base is left out.
 */
export function brokenBodies(base: BaseBody, shape: Shape): readonly string[] {
  const bodies = new Set<string>();
  for (const place of placesOf(shape, [])) {
    for (const value of values) bodies.add(withValue(base, place, value));
  }
  for (const place of objectPlaces(shape, [])) bodies.add(withValue(base, [...place, 'odd'], '1'));
  for (const name of Object.keys(base)) {
    const rest = Object.entries(base).filter(([other]) => other !== name);
    bodies.add(JSON.stringify(Array.isArray(base) ? [] : Object.fromEntries(rest)));
  }
  return [...bodies];
}

/** The way to a value inside a body; a number is a place in an array. */
type Place = readonly (string | number)[];

const depthMax = 4;

function placesOf(shape: Shape, place: Place): readonly Place[] {
  if (place.length >= depthMax) return [];
  const inner = membersOf(shape).flatMap(([name, member]) => {
    const at = [...place, name];
    return [at, ...placesOf(member, at)];
  });
  if (shape.type === 'array') return [[...place, 0], ...placesOf(shape.items, [...place, 0])];
  return inner;
}

function objectPlaces(shape: Shape, place: Place): readonly Place[] {
  if (place.length >= depthMax) return [];
  const own = shape.type === 'object' ? [place] : [];
  const items = shape.type === 'array' ? objectPlaces(shape.items, [...place, 0]) : [];
  const inner = membersOf(shape).flatMap(([name, member]) =>
    objectPlaces(member, [...place, name]),
  );
  return [...own, ...items, ...inner];
}

function membersOf(shape: Shape): readonly (readonly [string, Shape])[] {
  return shape.type === 'object' ? Object.entries(shape.members) : [];
}

// A string that is in no body: numbers beyond 2^53 can only be put in as text.
const mark = '\u0001';

function withValue(base: BaseBody, place: Place, value: string): string {
  const body: unknown = structuredClone(base);
  return JSON.stringify(put(body, place)).replace(JSON.stringify(mark), () => value);
}

function put(holder: unknown, place: Place): unknown {
  const [first, ...rest] = place;
  if (first === undefined) return mark;
  if (typeof first === 'number') {
    const items: unknown[] = Array.isArray(holder) ? [...holder] : [];
    items[first] = put(items[first], rest);
    return items;
  }
  const members = typeof holder === 'object' && holder !== null ? holder : {};
  const inner: unknown = Object.entries(members).find(([name]) => name === first)?.[1];
  return { ...members, [first]: put(inner, rest) };
}
