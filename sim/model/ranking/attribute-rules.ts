import { addAll, type Bits } from './bits.ts';
import type { GraphRule, Step } from './graph-rule.ts';
import { type QueryNode, termsOf } from './query-graph.ts';
import type { SearchableFields } from './searchable-fields.ts';

/** The first half of `attribute`: the earlier the field is in the list of searchable ones the better. */
export function fieldRankRule(fields: SearchableFields): GraphRule {
  return {
    name: 'fieldRank',
    steps(_, node) {
      const byCost = new Map<number, Bits>();
      for (const [fieldId, bits] of node.selection.byField) {
        const weight = fields.all[fieldId]?.weight ?? 0;
        unite(byCost, weight * termsOf(node), bits);
      }
      return stepsOf(node, byCost, fields.weightMax * termsOf(node));
    },
  };
}

/** The second half: the nearer a word's position is to its position in the query the better. */
export function positionRule(): GraphRule {
  return {
    name: 'position',
    steps(_, node) {
      const byCost = new Map<number, Bits>();
      for (const [position, bits] of node.selection.byPosition) {
        const distance = Math.abs(position - node.firstPosition);
        let cost = 0;
        for (let more = 0; more < termsOf(node); more += 1) cost += distanceCost(distance + more);
        unite(byCost, cost, bits);
      }
      return stepsOf(node, byCost, distanceCostMax * termsOf(node));
    },
  };
}

const distanceCostMax = 10;
/** The greatest distance for each cost. */
const distancesByCost = [0, 1, 4, 7, 11, 16, 24, 64, 256, 1024];

function distanceCost(distance: number): number {
  const cost = distancesByCost.findIndex((most) => distance <= most);
  return cost < 0 ? distanceCostMax : cost;
}

function unite(byCost: Map<number, Bits>, cost: number, bits: Bits): void {
  const known = byCost.get(cost);
  if (known === undefined) byCost.set(cost, bits.slice());
  else addAll(known, bits);
}

/** The greatest cost is always there, even if no document has it, since scores are counted from it. */
function stepsOf(node: QueryNode, byCost: ReadonlyMap<number, Bits>, costMax: number): Step[] {
  const steps: Step[] = [...byCost]
    .toSorted(([left], [right]) => left - right)
    .map(([cost, bits]) => ({ cost, node, bits: () => bits }));
  if (!byCost.has(costMax)) steps.push({ cost: costMax, node, bits: () => undefined });
  return steps;
}
