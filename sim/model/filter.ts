import {
  describePlace,
  FilterSyntaxError,
} from '../../engine/documents/filter-grammar/filter-error.ts';
import type { FilterTree } from '../../engine/documents/filter-grammar/filter-tree.ts';
import {
  FilterTypeError,
  parseFilterValue,
} from '../../engine/documents/filter-grammar/filter-value.ts';
import { invalidRequest } from '../../engine/protocol/api-error.ts';
import {
  checkAttributes,
  checkCondition,
  hasFaultyCondition,
  isAboutVectors,
} from './filter-rules.ts';
import { compileFilter, type DocumentTest } from './filter-evaluation.ts';
import type { StoredIndex } from './stored-index.ts';

/** A filter that has been understood. */
export type Filter = FilterTree;

/** Texts that were parsed before; a simulated fleet asks with the same few again and again. */
const parsed = new Map<string, Filter | null>();
const parsedMax = 5000;

/** Reads a filter in any form; null if it filters nothing. Throws an error with `code`. */
export function readFilter(value: unknown, code: string): Filter | null {
  const key = typeof value === 'string' ? value : JSON.stringify(value);
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const filter = parse(value, code);
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(key, filter);
  return filter;
}

/** A `null` that was written as such, where leaving the filter out is something else. */
const writtenNull = { toJSON: (): null => null };

/** The value of a `filter` in a query string: JSON if it is JSON, else an expression. */
export function readFilterText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value ?? writtenNull;
  } catch {
    return text;
  }
}

/**
 * The internal ids of the documents that match, ascending. Throws an error with `code` about
 * attributes that cannot be filtered.
 */
export function matchingDocuments(
  index: StoredIndex,
  filter: Filter,
  code: string,
): readonly number[] {
  const known = index.filterTests.get(filter);
  if (known !== undefined) return select(index, index.live, known);
  checkAttributes(index, filter, code);
  if (hasFaultyCondition(index, filter, code)) {
    return selectCarefully(index, index.live, filter, code);
  }
  const test = compileFilter(filter, index);
  if (index.filterTests.size >= parsedMax) index.filterTests.clear();
  index.filterTests.set(filter, test);
  return select(index, index.live, test);
}

function select(
  index: StoredIndex,
  among: readonly number[],
  matches: DocumentTest,
): readonly number[] {
  return among.filter((internalId) => matches(index.document(internalId)));
}

/** A condition is only at fault if there is still something to which it could apply. */
function selectCarefully(
  index: StoredIndex,
  among: readonly number[],
  tree: Filter,
  code: string,
): readonly number[] {
  if ('operand' in tree) {
    const excluded = new Set(selectCarefully(index, among, tree.operand, code));
    return among.filter((internalId) => !excluded.has(internalId));
  }
  if (!('operands' in tree)) {
    checkCondition(index, tree, code);
    return select(index, among, compileFilter(tree, index));
  }
  if (tree.kind === 'and') {
    return tree.operands.reduce(
      (left, operand, place) =>
        place > 0 && left.length === 0 ? left : selectCarefully(index, left, operand, code),
      among,
    );
  }
  const found = new Set(
    tree.operands.flatMap((operand) => selectCarefully(index, among, operand, code)),
  );
  return among.filter((internalId) => found.has(internalId));
}

function parse(value: unknown, code: string): Filter | null {
  try {
    const tree = parseFilterValue(value) ?? null;
    if (tree !== null) refuseFeatures(tree);
    return tree;
  } catch (error) {
    if (error instanceof FilterSyntaxError || error instanceof FilterTypeError) {
      throw invalidRequest(code, error.message);
    }
    throw error;
  }
}

/** Throws `feature_not_enabled` for an operator that is still an experiment. */
function refuseFeatures(tree: Filter): void {
  if ('operands' in tree) tree.operands.forEach(refuseFeatures);
  else if ('operand' in tree) refuseFeatures(tree.operand);
  else if (tree.kind === 'exists' && isAboutVectors(tree.attribute)) {
    const end = tree.attribute.start + '_vectors'.length;
    throw invalidRequest(
      'feature_not_enabled',
      `using a vector filter requires enabling the \`multimodal\` experimental feature. See https://github.com/orgs/meilisearch/discussions/846\n${describePlace({ ...tree.attribute, end })}`,
    );
  } else if (tree.kind === 'contains') {
    throw invalidRequest(
      'feature_not_enabled',
      `Using \`CONTAINS\` in a filter requires enabling the \`contains filter\` experimental feature. See https://github.com/orgs/meilisearch/discussions/763\n${describePlace(tree.keyword)}`,
    );
  }
}
