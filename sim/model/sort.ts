import { compareCodePoints, compareNumbers } from '../../engine/base/order.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import { isNamed } from './filterable-attributes.ts';
import { distanceMeters, type Place, placeOf } from './geo.ts';
import { availableNames } from './shown-names.ts';
import { SortSyntaxError } from './sort-error.ts';
import type { SortCriterion } from './ranking/ranking.ts';
import type { StoredDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';

/** Reads the `sort` of a request; throws an error with `code`. */
export function readSort(
  index: StoredIndex,
  sort: readonly string[],
  code: string,
): readonly SortCriterion[] {
  return sort.map((expression) => readCriterion(index, expression, code));
}

function readCriterion(index: StoredIndex, expression: string, code: string): SortCriterion {
  const match = /^(.*):(asc|desc)$/s.exec(expression);
  const [, name = '', order = ''] = match ?? [];
  const direction = order === 'desc' ? 'desc' : 'asc';
  if (match === null) {
    throw new SortSyntaxError(
      code,
      `Invalid syntax for the sort parameter: expected expression ending by \`:asc\` or \`:desc\`, found \`${expression}\`.`,
    );
  }
  if (name.startsWith('_geoPoint')) {
    const { latitude, longitude } = readPoint(name, code);
    checkSortable(index, '_geo', code);
    return { kind: 'geo', latitude, longitude, direction };
  }
  refuseReserved(name, code);
  checkSortable(index, name, code);
  return { kind: 'attribute', attribute: name, direction };
}

function readPoint(name: string, code: string): Place {
  const [, latitude = Number.NaN, longitude = Number.NaN] = (
    /^_geoPoint\(([^,]*),([^,]*)\)$/.exec(name) ?? []
  ).map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) {
    throw new SortSyntaxError(
      code,
      `Invalid syntax for the geo parameter: expected expression formated like \`_geoPoint(latitude, longitude)\` and ending by \`:asc\` or \`:desc\`, found \`${name}\`.`,
    );
  }
  for (const [what, value, most] of [
    ['latitude', latitude, 90],
    ['longitude', longitude, 180],
  ] as const) {
    if (Math.abs(value) <= most) continue;
    const subject = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
    const reason = `Bad ${what} \`${value}\`. ${subject} must be contained between -${most} and ${most} degrees. `;
    throw new SortSyntaxError(code, reason);
  }
  return { latitude, longitude };
}

function refuseReserved(name: string, code: string): void {
  const [, reserved] = /^(_geoDistance|_geoRadius|_geoBoundingBox|_geo)(?:\(|$)/.exec(name) ?? [];
  if (reserved === undefined) return;
  const hint =
    reserved === '_geoDistance'
      ? ''
      : ' Use the _geoPoint(latitude, longitude) built-in rule to sort on _geo field coordinates.';
  throw new SortSyntaxError(
    code,
    `\`${reserved}\` is a reserved keyword and thus can't be used as a sort expression.${hint}`,
  );
}

function checkSortable(index: StoredIndex, name: string, code: string): void {
  const { sortable } = index.config;
  const isAllowed = sortable.some((sorted) => isNamed(name, sorted));
  // A list of documents can only be sorted by fields that the index has met.
  const isKnown = code !== 'invalid_document_sort' || name === '_geo' || index.knowsField(name);
  if (isAllowed && isKnown) return;
  const what = 'sortable attributes';
  const available = availableNames(index.config, {
    names: sortable,
    configured: what,
    available: what,
  });
  throw invalidRequest(code, `Attribute \`${name}\` is not sortable. ${available}`);
}

/** Sorts documents by criteria, then by internal id. Those that lack a value come last. */
export function sortDocuments(
  index: StoredIndex,
  internalIds: readonly number[],
  criteria: readonly SortCriterion[],
): readonly number[] {
  const keyed = internalIds.map((internalId) => ({
    internalId,
    keys: criteria.map((criterion) => keyOf(index.document(internalId), criterion)),
  }));
  keyed.sort((left, right) => {
    for (const [place, { direction }] of criteria.entries()) {
      const order = compareKeys(left.keys[place], right.keys[place], direction);
      if (order !== 0) return order;
    }
    return left.internalId - right.internalId;
  });
  return keyed.map(({ internalId }) => internalId);
}

type SortKey = number | string | undefined;

function keyOf(document: StoredDocument, criterion: SortCriterion): SortKey {
  if (criterion.kind === 'geo') {
    const place = placeOf(document);
    return place === undefined ? undefined : distanceMeters(place, criterion);
  }
  const { numbers, texts } = document.values(criterion.attribute);
  const isDescending = criterion.direction === 'desc';
  if (numbers.length > 0) return isDescending ? Math.max(...numbers) : Math.min(...numbers);
  const sorted = texts.map(({ normalized }) => normalized).toSorted(compareCodePoints);
  return isDescending ? sorted.at(-1) : sorted[0];
}

// Numbers come before strings, and both before nothing, in either direction.
function compareKeys(left: SortKey, right: SortKey, direction: 'asc' | 'desc'): number {
  const kinds = rankOf(left) - rankOf(right);
  if (kinds !== 0) return kinds;
  const order =
    typeof left === 'number' && typeof right === 'number'
      ? compareNumbers(left, right)
      : compareCodePoints(String(left), String(right));
  return direction === 'asc' ? order : -order;
}

function rankOf(key: SortKey): number {
  return typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2;
}
