import { describePlace } from '../../engine/documents/filter-grammar/filter-error.ts';
import type {
  FilterLeaf,
  FilterTree,
  FilterWord,
} from '../../engine/documents/filter-grammar/filter-tree.ts';
import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { filterableRule, patternNames } from './filterable-attributes.ts';
import type { StoredIndex } from './stored-index.ts';

/** Throws an error with `code` if a filter names an attribute that is not filterable. */
export function checkAttributes(index: StoredIndex, tree: FilterTree, code: string): void {
  for (const leaf of leavesOf(tree)) checkAttribute(index, leaf, code);
}

/** Whether a condition can be evaluated: {@link checkCondition} tells why not. */
export function hasFaultyCondition(index: StoredIndex, tree: FilterTree, code: string): boolean {
  try {
    for (const leaf of leavesOf(tree)) checkCondition(index, leaf, code);
    return false;
  } catch (error) {
    if (error instanceof ApiError) return true;
    throw error;
  }
}

function* leavesOf(tree: FilterTree): Generator<FilterLeaf> {
  if ('operands' in tree) {
    for (const operand of tree.operands) yield* leavesOf(operand);
  } else if ('operand' in tree) yield* leavesOf(tree.operand);
  else yield tree;
}

function checkAttribute(index: StoredIndex, leaf: FilterLeaf, code: string): void {
  if (leaf.kind === 'geo-radius' || leaf.kind === 'geo-box') return;
  const { attribute } = leaf;
  if (isAboutVectors(attribute)) return;
  if (filterableRule(index.config, attribute.text) !== undefined) return;
  throw invalidRequest(
    code,
    `${notFilterable(index, attribute.text)}\n${describePlace(attribute)}`,
  );
}

/** Embeddings have conditions of their own. */
export function isAboutVectors({ text }: FilterWord): boolean {
  return text === '_vectors' || text.startsWith('_vectors.');
}

function notFilterable(index: StoredIndex, name: string): string {
  const names = patternNames(index.config).map((pattern) => `\`${pattern}\``);
  const available =
    names.length === 0
      ? 'This index does not have configured filterable attributes.'
      : `Available filterable attribute patterns are: ${names.join(', ')}.`;
  return `Attribute \`${name}\` is not filterable. ${available}`;
}

type PlaceLeaf = Extract<FilterLeaf, { readonly kind: 'geo-radius' | 'geo-box' }>;

function checkPlaces(index: StoredIndex, leaf: PlaceLeaf, code: string): void {
  const first = leaf.kind === 'geo-radius' ? leaf.latitude : leaf.top;
  if (filterableRule(index.config, '_geo') === undefined) {
    throw invalidRequest(code, `${notFilterable(index, '_geo')}\n${describePlace(first)}`);
  }
  const points =
    leaf.kind === 'geo-radius'
      ? [[leaf.latitude, leaf.longitude]]
      : [
          [leaf.top, leaf.right],
          [leaf.bottom, leaf.left],
        ];
  for (const [latitude, longitude] of points) {
    if (latitude) checkRange('latitude', latitude, 90, code);
    if (longitude) checkRange('longitude', longitude, 180, code);
  }
  if (leaf.kind === 'geo-box' && Number(leaf.top.text) < Number(leaf.bottom.text)) {
    const reason = `The top latitude \`${Number(leaf.top.text)}\` is below the bottom latitude \`${Number(leaf.bottom.text)}\`.`;
    throw invalidRequest(code, `${reason}\n${describePlace(leaf.left)}`);
  }
}

function checkRange(
  what: 'latitude' | 'longitude',
  word: FilterWord,
  most: number,
  code: string,
): void {
  const value = Number(word.text);
  if (Math.abs(value) <= most) return;
  const name = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
  throw invalidRequest(
    code,
    `Bad ${what} \`${value}\`. ${name} must be contained between -${most} and ${most} degrees. \n${describePlace(word)}`,
  );
}

/**
 * Throws the error of a condition that cannot be evaluated. Only of fields that the index has met are
 * operators checked.
 */
export function checkCondition(index: StoredIndex, leaf: FilterLeaf, code: string): void {
  if (leaf.kind === 'geo-radius' || leaf.kind === 'geo-box') return checkPlaces(index, leaf, code);
  const operator = operatorOf(leaf);
  if (operator === undefined) return;
  const name = leaf.attribute.text;
  const rule = filterableRule(index.config, name);
  if (rule === undefined || !index.knowsField(name)) return;
  const needsEquality = ['=', '!='].includes(operator);
  if (needsEquality ? rule.equality : rule.comparison) return;
  const allowed = [
    ...(rule.equality ? ['=', '!=', 'IN'] : []),
    ...(rule.comparison ? ['<', '>', '<=', '>=', 'TO'] : []),
  ];
  const missing = needsEquality ? 'equality' : 'comparison';
  const place = `#${index.config.filterable.indexOf(rule)}`;
  throw invalidRequest(
    'invalid_search_filter',
    [
      `Filter operator \`${operator}\` is not allowed for the attribute \`${name}\`.`,
      `  - Note: allowed operators: ${['OR', 'AND', 'NOT', ...allowed, 'IS EMPTY', 'IS NULL', 'EXISTS'].join(', ')}.`,
      `  - Note: field \`${name}\` matched rule ${place} in \`filterableAttributes\``,
      `  - Hint: enable ${missing} in rule ${place} by modifying the features.filter object`,
      `  - Hint: prepend another rule matching \`${name}\` with appropriate filter features before rule ${place}`,
    ].join('\n'),
  );
}

function operatorOf(leaf: FilterLeaf): string | undefined {
  if (leaf.kind === 'comparison') return leaf.operator;
  if (leaf.kind === 'between') return 'TO';
  return leaf.kind === 'in' && leaf.values.length > 0 ? '=' : undefined;
}
