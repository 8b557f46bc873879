import type { FleetPlan } from './fleet-plan.ts';
import type { PlanRequest } from './plan-request.ts';
import type { Step } from './steps.ts';

type Cells = readonly string[];

/** Longer lists of nodes are shortened to their ends. */
const nodesListedMax = 24;

/** The plan as a page for a terminal. */
export function planText(request: PlanRequest, plan: FleetPlan): string {
  return [
    ...table('left', summary(request, plan)),
    '',
    ...table('right', nodeRows(plan)),
    '',
    ...table('right', [
      ['A later step', 'Documents', 'Text', 'Share', 'Even share'],
      ...plan.steps.map(stepRow),
    ]),
    '',
  ].join('\n');
}

function summary(request: PlanRequest, plan: FleetPlan): readonly Cells[] {
  const { total, balance, failures } = plan;
  const { groups, replicationFactor } = request;
  const sizes = [...new Set(groups.map((nodes) => nodes.length))].toSorted((a, b) => a - b);
  return [
    ['Shards (S)', shardsText(request, plan)],
    ['Replica groups', `${groups.length}, of ${sizes.join(' or ')} nodes`],
    [
      'Copies',
      `${plan.copiesOfEachDocument} of each document (${groups.length} × replication factor ${replicationFactor})`,
    ],
    ['Documents', `${count(request.documents)}; ${count(total.documents)} with all copies`],
    [
      'Storage',
      `${bytes(total.diskBytes)} in all (${bytes(request.documentBytes)} a document × overhead ${request.overhead})`,
    ],
    [
      'Balance',
      `${balance.leastShards} to ${balance.mostShards} shards on a node; the fullest holds ${balance.fullestOverAverage.toFixed(2)} of the average`,
    ],
    ['Reads survive', nodesText(failures.reads)],
    ['Writes survive', nodesText(failures.writes)],
  ];
}

function shardsText({ shards, nodesPerGroupMax }: PlanRequest, plan: FleetPlan): string {
  const rule = `8 for each of at most ${nodesPerGroupMax} nodes of a group`;
  if (shards === undefined) {
    const isCapped = plan.shards < nodesPerGroupMax * 8;
    return `${plan.shards} (${isCapped ? `the most there can be; ${rule} would be more` : rule})`;
  }
  if (shards >= plan.recommendedShards) return `${shards} (as given)`;
  return `${shards} (as given; too few: it should be ${plan.recommendedShards}, ${rule})`;
}

function nodesText(nodes: number): string {
  if (nodes === 0) return 'no failed node';
  return nodes === 1 ? 'any 1 failed node' : `any ${nodes} failed nodes`;
}

function nodeRows({ nodes }: FleetPlan): readonly Cells[] {
  const rows = nodes.map((node) => [
    node.node,
    String(node.replicaGroup),
    String(node.shards),
    count(node.documents),
    bytes(node.diskBytes),
  ]);
  const head = ['Node', 'Group', 'Shards', 'Documents', 'Storage'];
  if (rows.length <= nodesListedMax) return [head, ...rows];
  const left = rows.length - nodesListedMax;
  const half = nodesListedMax / 2;
  const gap = [`… ${left} more (--json has all)`, '', '', '', ''];
  return [head, ...rows.slice(0, half), gap, ...rows.slice(-half)];
}

function stepRow({ change, nodes, replicaGroup, moves }: Step): Cells {
  const [first = ''] = nodes;
  const names = {
    'add node': `add ${first} to group ${replicaGroup}`,
    'remove node': `remove ${first} from group ${replicaGroup}`,
    'add group': `add group ${replicaGroup} of ${nodes.length} nodes`,
  };
  if (moves === undefined) return [`${names[change]}: too few would be left`, '–', '–', '–', '–'];
  return [
    names[change],
    count(moves.documents),
    bytes(moves.textBytes),
    `${(moves.share * 100).toFixed(1)} %`,
    count(moves.evenDocuments),
  ];
}

/** Columns wide enough for their cells; the first one starts at the left, the others as told. */
function table(side: 'left' | 'right', rows: readonly Cells[]): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return side === 'left' || column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** `50000000` as `50 000 000`. */
function count(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ' ');
}

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/** Three digits and a decimal unit: `1.23 TB`. */
function bytes(value: number): string {
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${rest.toFixed(digits)} ${units[unit]}`;
}
