import { unreachable } from '../../engine/base/assert.ts';
import { compareCodePoints } from '../../engine/base/order.ts';
import type {
  ComparisonOperator,
  FilterLeaf,
  FilterTree,
} from '../../engine/documents/filter-grammar/filter-tree.ts';
import type { AttributeValues } from './attribute-values.ts';
import { distanceMeters, placeOf } from './geo.ts';
import { normalizeFacet, numberOfText } from './normalized-text.ts';
import type { StoredDocument } from './stored-document.ts';

/** Whether a document matches. */
export type DocumentTest = (document: StoredDocument) => boolean;

/** Which fields an index has met. */
interface KnownFields {
  knowsField(name: string): boolean;
}

/** Turns a filter into a test, so that its words are prepared once for all documents. */
export function compileFilter(tree: FilterTree, index: KnownFields): DocumentTest {
  switch (tree.kind) {
    case 'and': {
      const tests = tree.operands.map((operand) => compileFilter(operand, index));
      return (document) => tests.every((test) => test(document));
    }
    case 'or': {
      const tests = tree.operands.map((operand) => compileFilter(operand, index));
      return (document) => tests.some((test) => test(document));
    }
    case 'not': {
      const test = compileFilter(tree.operand, index);
      return (document) => !test(document);
    }
    case 'geo-radius':
    case 'geo-box':
      return compilePlaces(tree);
    case 'comparison':
    case 'between':
    case 'in':
    case 'exists':
    case 'null':
    case 'empty':
    case 'contains':
    case 'starts-with': {
      const name = tree.attribute.text;
      const test = compileValues(tree);
      // Nothing is unequal to a field that no document has.
      const isUnequal = tree.kind === 'comparison' && tree.operator === '!=';
      if (!isUnequal) return (document) => test(document.values(name));
      return (document) => index.knowsField(name) && test(document.values(name));
    }
    default:
      return unreachable(tree);
  }
}

type ValueTest = (values: AttributeValues) => boolean;
type PlaceLeaf = Extract<FilterLeaf, { readonly kind: 'geo-radius' | 'geo-box' }>;
type ValueLeaf = Exclude<FilterLeaf, PlaceLeaf>;

function compileValues(leaf: ValueLeaf): ValueTest {
  switch (leaf.kind) {
    case 'comparison':
      return compileComparison(leaf.operator, leaf.value.text);
    case 'between':
      return compileBetween(leaf.from.text, leaf.to.text);
    case 'in':
      return compileIn(leaf.values.map(({ text }) => text));
    case 'exists':
      return ({ exists }) => exists;
    case 'null':
      return ({ isNull }) => isNull;
    case 'empty':
      return ({ isEmpty }) => isEmpty;
    case 'starts-with': {
      const prefix = normalizeFacet(leaf.value.text);
      if (prefix === '') return ({ exists }) => exists;
      return ({ texts }) => texts.some(({ normalized }) => normalized.startsWith(prefix));
    }
    case 'contains': {
      const part = normalizeFacet(leaf.value.text);
      return ({ texts }) => texts.some(({ normalized }) => normalized.includes(part));
    }
    default:
      return unreachable(leaf);
  }
}

function compileIn(wanted: readonly string[]): ValueTest {
  const texts = new Set(wanted.map(normalizeFacet));
  const numbers = new Set(wanted.flatMap((word) => numberOfText(word) ?? []));
  return (values) =>
    values.texts.some(({ normalized }) => texts.has(normalized)) ||
    values.numbers.some((number) => numbers.has(number));
}

/**
 * Strings are compared with strings, and numbers with the number that the word may stand for. Only
 * for equality is the word normalised as stored strings are: that is v1.21's way.
 */
function compileComparison(operator: ComparisonOperator, word: string): ValueTest {
  if (operator === '=') return compileIn([word]);
  if (operator === '!=') {
    const equal = compileIn([word]);
    return (values) => !equal(values);
  }
  const number = numberOfText(word);
  const fits = orders[operator];
  return (values) =>
    (number !== undefined && values.numbers.some((value) => fits(value - number))) ||
    values.texts.some(({ normalized }) => fits(compareCodePoints(normalized, word)));
}

const orders: Readonly<Record<'>' | '>=' | '<' | '<=', (difference: number) => boolean>> = {
  '>': (difference) => difference > 0,
  '>=': (difference) => difference >= 0,
  '<': (difference) => difference < 0,
  '<=': (difference) => difference <= 0,
};

function compileBetween(from: string, to: string): ValueTest {
  const least = numberOfText(from);
  const most = numberOfText(to);
  const hasNumbers = least !== undefined && most !== undefined;
  return ({ numbers, texts }) =>
    (hasNumbers && numbers.some((number) => number >= least && number <= most)) ||
    texts.some(
      ({ normalized }) =>
        compareCodePoints(normalized, from) >= 0 && compareCodePoints(normalized, to) <= 0,
    );
}

function compilePlaces(leaf: PlaceLeaf): DocumentTest {
  if (leaf.kind === 'geo-radius') {
    const center = { latitude: Number(leaf.latitude.text), longitude: Number(leaf.longitude.text) };
    const radius = Number(leaf.radius.text);
    return (document) => {
      const place = placeOf(document);
      return place !== undefined && distanceMeters(place, center) <= radius;
    };
  }
  const [top, right, bottom, left] = [leaf.top, leaf.right, leaf.bottom, leaf.left].map(
    ({ text }) => Number(text),
  );
  return (document) => {
    const place = placeOf(document);
    if (place === undefined || top === undefined || bottom === undefined) return false;
    const { latitude, longitude } = place;
    if (latitude > top || latitude < bottom || left === undefined || right === undefined)
      return false;
    // The box may cross the meridian at which longitudes start anew.
    return left <= right
      ? longitude >= left && longitude <= right
      : longitude >= left || longitude <= right;
  };
}
