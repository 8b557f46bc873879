import { unreachable } from '../../base/assert.ts';
import type { FilterLeaf, FilterTree, FilterWord } from './filter-tree.ts';

/** Writes a filter as an expression that reads as the same tree. */
export function printFilter(tree: FilterTree): string {
  switch (tree.kind) {
    case 'and':
    case 'or': {
      const operands = tree.operands.map((operand) =>
        operand.kind === 'and' || operand.kind === 'or'
          ? `(${printFilter(operand)})`
          : printFilter(operand),
      );
      return operands.join(tree.kind === 'and' ? ' AND ' : ' OR ');
    }
    case 'not':
      return `NOT (${printFilter(tree.operand)})`;
    case 'comparison':
    case 'between':
    case 'in':
    case 'exists':
    case 'null':
    case 'empty':
    case 'contains':
    case 'starts-with':
    case 'geo-radius':
    case 'geo-box':
      return printLeaf(tree);
    default:
      return unreachable(tree);
  }
}

function printLeaf(leaf: FilterLeaf): string {
  switch (leaf.kind) {
    case 'comparison':
      return `${word(leaf.attribute)} ${leaf.operator} ${word(leaf.value)}`;
    case 'between':
      return `${word(leaf.attribute)} ${word(leaf.from)} TO ${word(leaf.to)}`;
    case 'in':
      return `${word(leaf.attribute)} IN [${leaf.values.map(word).join(', ')}]`;
    case 'exists':
      return `${word(leaf.attribute)} EXISTS`;
    case 'null':
      return `${word(leaf.attribute)} IS NULL`;
    case 'empty':
      return `${word(leaf.attribute)} IS EMPTY`;
    case 'contains':
      return `${word(leaf.attribute)} CONTAINS ${word(leaf.value)}`;
    case 'starts-with':
      return `${word(leaf.attribute)} STARTS WITH ${word(leaf.value)}`;
    case 'geo-radius':
      return `_geoRadius(${leaf.latitude.text}, ${leaf.longitude.text}, ${leaf.radius.text})`;
    case 'geo-box':
      return `_geoBoundingBox([${leaf.top.text}, ${leaf.right.text}], [${leaf.bottom.text}, ${leaf.left.text}])`;
    default:
      return unreachable(leaf);
  }
}

function word({ text }: FilterWord): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
