import { FilterScanner } from './filter-scanner.ts';
import type { ComparisonOperator, FilterLeaf, FilterTree, FilterWord } from './filter-tree.ts';
import { geoLeaf } from './geo-operations.ts';

const depthMax = 500;

const operations =
  '`=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `NOT EXISTS`, `IS NULL`, `IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, or `_geoBoundingBox`';

/**
 * Reads one filter expression as Meilisearch v1.21 does; undefined if it is empty, which filters
 * nothing. Throws {@link FilterSyntaxError}.
 */
export function parseFilterExpression(source: string): FilterTree | undefined {
  const scanner = new FilterScanner(source);
  scanner.skipSpace();
  if (scanner.isAtEnd) return undefined;
  const tree = parseOr(scanner, 0);
  scanner.skipSpace();
  if (scanner.isAtEnd) return tree;
  throw scanner.error(
    `Found unexpected characters at the end of the filter: \`${scanner.quoteRest()}\`. You probably forgot an \`OR\` or an \`AND\` rule.`,
  );
}

function parseOr(scanner: FilterScanner, depth: number): FilterTree {
  return parseChain(scanner, 'or', () => parseAnd(scanner, depth));
}

function parseAnd(scanner: FilterScanner, depth: number): FilterTree {
  return parseChain(scanner, 'and', () => parseNot(scanner, depth));
}

function parseChain(
  scanner: FilterScanner,
  kind: 'and' | 'or',
  parse: () => FilterTree,
): FilterTree {
  const first = parse();
  const operands = [first];
  while (scanner.takeKeywords(kind.toUpperCase()) !== undefined) operands.push(parse());
  return operands.length === 1 ? first : { kind, operands };
}

function parseNot(scanner: FilterScanner, depth: number): FilterTree {
  if (depth > depthMax) {
    throw scanner.error(
      'The filter exceeded the maximum depth limit. Try rewriting the filter so that it contains fewer nested conditions.',
    );
  }
  if (scanner.takeKeywords('NOT') === undefined) return parsePrimary(scanner, depth);
  return { kind: 'not', operand: parseNot(scanner, depth + 1) };
}

function parsePrimary(scanner: FilterScanner, depth: number): FilterTree {
  scanner.skipSpace();
  const start = scanner.at;
  if (scanner.take('(')) return parseGroup(scanner, start, depth);
  const geo = geoLeaf(scanner);
  if (geo !== undefined) return geo;
  const attribute = scanner.takeValue();
  const leaf = attribute === undefined ? undefined : parseOperation(scanner, attribute);
  if (leaf !== undefined) return leaf;
  scanner.at = start;
  const keyword = scanner.misplacedKeyword();
  if (keyword !== undefined) throw keyword;
  const rest = scanner.quoteRest();
  const found = rest.trim() === '' ? 'but instead got nothing' : `at \`${rest}\``;
  throw scanner.error(`Was expecting an operation ${operations} ${found}.`);
}

function parseGroup(scanner: FilterScanner, start: number, depth: number): FilterTree {
  const inner = parseOr(scanner, depth + 1);
  scanner.skipSpace();
  if (!scanner.take(')')) {
    const rest = scanner.quoteRest(start);
    throw scanner.error(
      `Expression \`${rest}\` is missing the following closing delimiter: \`)\`.`,
      start,
    );
  }
  scanner.skipSpace();
  return inner;
}

function parseOperation(scanner: FilterScanner, attribute: FilterWord): FilterTree | undefined {
  const operator = takeOperator(scanner);
  if (operator !== undefined) {
    return { kind: 'comparison', attribute, operator, value: scanner.needValue() };
  }
  return (
    parsePredicate(scanner, attribute) ??
    parseNegatedPredicate(scanner, attribute) ??
    parseBetween(scanner, attribute)
  );
}

function takeOperator(scanner: FilterScanner): ComparisonOperator | undefined {
  const operators: readonly ComparisonOperator[] = ['=', '!=', '>=', '<=', '>', '<'];
  return operators.find((operator) => scanner.take(operator));
}

function parsePredicate(scanner: FilterScanner, attribute: FilterWord): FilterLeaf | undefined {
  if (scanner.takeKeywords('IN')) return { kind: 'in', attribute, values: parseList(scanner) };
  if (scanner.takeKeywords('EXISTS')) return { kind: 'exists', attribute };
  if (scanner.takeKeywords('IS', 'NULL')) return { kind: 'null', attribute };
  if (scanner.takeKeywords('IS', 'EMPTY')) return { kind: 'empty', attribute };
  const contains = scanner.takeKeywords('CONTAINS');
  if (contains) {
    return { kind: 'contains', attribute, keyword: contains, value: scanner.needValue() };
  }
  const starts = scanner.takeKeywords('STARTS', 'WITH');
  if (starts) {
    return { kind: 'starts-with', attribute, keyword: starts, value: scanner.needValue() };
  }
  return undefined;
}

function parseNegatedPredicate(
  scanner: FilterScanner,
  attribute: FilterWord,
): FilterTree | undefined {
  if (scanner.takeKeywords('IS', 'NOT', 'NULL')) return not({ kind: 'null', attribute });
  if (scanner.takeKeywords('IS', 'NOT', 'EMPTY')) return not({ kind: 'empty', attribute });
  const start = scanner.at;
  if (scanner.takeKeywords('NOT') === undefined) return undefined;
  const negated = parsePredicate(scanner, attribute);
  // These two are negated inside: `IS NOT NULL`.
  if (negated !== undefined && negated.kind !== 'null' && negated.kind !== 'empty') {
    return not(negated);
  }
  scanner.at = start;
  return undefined;
}

function parseBetween(scanner: FilterScanner, attribute: FilterWord): FilterLeaf | undefined {
  const from = scanner.takeValue();
  if (from === undefined || !scanner.takeKeywords('TO')) return undefined;
  const to = scanner.takeValue();
  return to === undefined ? undefined : { kind: 'between', attribute, from, to };
}

function parseList(scanner: FilterScanner): FilterWord[] {
  if (!scanner.take('[')) throw scanner.error('Expected `[` after `IN` keyword.');
  const values: FilterWord[] = [];
  for (let value = scanner.takeValue(); value !== undefined; value = scanner.takeValue()) {
    values.push(value);
    if (!scanner.take(',')) break;
  }
  const end = scanner.at;
  scanner.skipSpace();
  if (scanner.take(']')) {
    scanner.skipSpace();
    return values;
  }
  if (scanner.isAtEnd) {
    throw scanner.error('Expected matching `]` after the list of field names given to `IN[`');
  }
  const rest = scanner.quoteRest(end);
  throw scanner.error(
    `Expected only comma-separated field names inside \`IN[..]\` but instead found \`${rest}\`.`,
    end,
  );
}

function not(operand: FilterTree): FilterTree {
  return { kind: 'not', operand };
}
