import { compareCodePoints, compareNumbers, type Comparison } from '../base/order.ts';
import { findMember } from '../base/json/scan.ts';
import { facetValues } from '../search/facet-values.ts';
import { isRecord } from '../base/json/record.ts';
import { truncateFacet } from './facet-length.ts';
import type { Point, SortRule } from './sort-rule.ts';
import type { StoredDocument } from './stored-document.ts';

/**
 * Documents sorted as a Meilisearch v1.21 lists them: rule by rule, and those that no rule tells apart as
 * one group, in the order of their first insertion. A document whose attribute has numbers and texts is
 * listed among the numbers and again among the texts; one without any value of it is not listed.
 */
export function sortDocuments(
  documents: readonly StoredDocument[],
  rules: readonly SortRule[],
): StoredDocument[][] {
  if (documents.length === 0) return [];
  const [rule, ...rest] = rules;
  if (rule === undefined) return [documents.toSorted(compareSequences)];
  const groups =
    rule.kind === 'point' ? groupByDistance(documents, rule) : groupByValue(documents, rule);
  return groups.flatMap((group) => sortDocuments(group, rest));
}

function compareSequences(left: StoredDocument, right: StoredDocument): Comparison {
  return compareCodePoints(left.sequence, right.sequence);
}

interface Keyed<Key> {
  readonly key: Key;
  readonly document: StoredDocument;
}

/** Documents of the same value together: numbers, then texts. */
function groupByValue(
  documents: readonly StoredDocument[],
  { attribute, isAscending }: Extract<SortRule, { kind: 'field' }>,
): StoredDocument[][] {
  const numbers: Keyed<number>[] = [];
  const texts: Keyed<string>[] = [];
  const sign = isAscending ? 1 : -1;
  const byNumber = (left: number, right: number): Comparison => sign * compareDoubles(left, right);
  const byText = (left: string, right: string): Comparison => sign * compareCodePoints(left, right);
  for (const document of documents) {
    const values = [...facetValues(document.text, attribute)];
    const number = values.filter((value) => typeof value === 'number').toSorted(byNumber)[0];
    const text = values
      .filter((value) => typeof value === 'string')
      .map((value) => truncateFacet(value))
      .toSorted(byText)[0];
    if (number !== undefined) numbers.push({ key: number, document });
    if (text !== undefined) texts.push({ key: text, document });
  }
  return [...grouped(numbers, byNumber, Object.is), ...grouped(texts, byText, Object.is)];
}

/** Meilisearch puts the negative zero after the other. */
function compareDoubles(left: number, right: number): Comparison {
  const order = compareNumbers(left, right);
  return order !== 0 ? order : Number(Object.is(left, -0)) - Number(Object.is(right, -0));
}

/** Documents of about the same distance together, then what has no place. */
function groupByDistance(
  documents: readonly StoredDocument[],
  { point, isAscending }: Extract<SortRule, { kind: 'point' }>,
): StoredDocument[][] {
  const placed: Keyed<number>[] = [];
  const others: StoredDocument[] = [];
  for (const document of documents) {
    const place = placeOf(document.text);
    if (place === undefined) others.push(document);
    else placed.push({ key: metresBetween(point, place), document });
  }
  const sign = isAscending ? 1 : -1;
  const byDistance = (left: number, right: number): Comparison =>
    sign * compareNumbers(left, right);
  return [...grouped(placed, byDistance, isAboutAsFar), others];
}

// A metre more or less does not count, seen from the first document of a group.
function isAboutAsFar(first: number, other: number): boolean {
  return Math.abs(first - other) <= 1;
}

/** Sorts, and begins a new group wherever a key is not like the first one of the group before. */
function grouped<Key>(
  keyed: readonly Keyed<Key>[],
  compare: (left: Key, right: Key) => Comparison,
  isLike: (first: Key, other: Key) => boolean,
): StoredDocument[][] {
  const groups: StoredDocument[][] = [];
  let first: Key | undefined;
  for (const { key, document } of keyed.toSorted((left, right) => compare(left.key, right.key))) {
    const group = groups.at(-1);
    if (group !== undefined && first !== undefined && isLike(first, key)) {
      group.push(document);
    } else {
      first = key;
      groups.push([document]);
    }
  }
  return groups;
}

/** Where a document says that it is. */
function placeOf(text: string): Point | undefined {
  const span = findMember(text, 0, '_geo');
  if (span === undefined) return undefined;
  const geo: unknown = JSON.parse(text.slice(span.start, span.end));
  if (!isRecord(geo)) return undefined;
  const point: Point = [Number(geo['lat'] ?? Number.NaN), Number(geo['lng'] ?? Number.NaN)];
  return point.some((degrees) => Number.isNaN(degrees)) ? undefined : point;
}

const earthRadiusMetres = 6_371_000;

function metresBetween(from: Point, to: Point): number {
  const radians = Math.PI / 180;
  const height = Math.sin(((to[0] - from[0]) * radians) / 2) ** 2;
  const width = Math.sin(((to[1] - from[1]) * radians) / 2) ** 2;
  const chord = height + Math.cos(from[0] * radians) * Math.cos(to[0] * radians) * width;
  return 2 * earthRadiusMetres * Math.atan2(Math.sqrt(chord), Math.sqrt(1 - chord));
}
