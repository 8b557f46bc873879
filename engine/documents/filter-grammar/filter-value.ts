import { parseFilterExpression } from './filter-parser.ts';
import type { FilterTree } from './filter-tree.ts';

/** A value that is no filter: neither an expression nor an array of them. */
export class FilterTypeError extends Error {
  override name = 'FilterTypeError';

  constructor(expected: string, found: unknown) {
    const reason = `expected ${expected}, found: ${JSON.stringify(found)}`;
    super(`Invalid syntax for the filter parameter: \`${reason}\`.`);
  }
}

/**
 * Reads a filter in any of its forms: an expression, or an array of expressions that all must hold,
 * in which an array stands for alternatives. Undefined if it filters nothing. Throws
 * {@link FilterSyntaxError} or {@link FilterTypeError}.
 */
export function parseFilterValue(value: unknown): FilterTree | undefined {
  if (typeof value === 'string') return parseFilterExpression(value);
  if (!Array.isArray(value)) throw new FilterTypeError('String, Array', value);
  const shapes = value.map(alternativesOf);
  return join(
    'and',
    shapes.map((texts) => join('or', texts.map(parseFilterExpression))),
  );
}

function alternativesOf(element: unknown): readonly string[] {
  if (typeof element === 'string') return [element];
  if (!Array.isArray(element)) throw new FilterTypeError('String, [String]', element);
  return element.map((text: unknown) => {
    if (typeof text !== 'string') throw new FilterTypeError('String', text);
    return text;
  });
}

function join(
  kind: 'and' | 'or',
  trees: readonly (FilterTree | undefined)[],
): FilterTree | undefined {
  const operands = trees.filter((tree) => tree !== undefined);
  return operands.length > 1 ? { kind, operands } : operands[0];
}
