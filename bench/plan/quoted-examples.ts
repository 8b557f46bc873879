import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from 'markdown-table';
import { runPlan } from '../../proxy/ctl/plan/command.ts';
import { failuresTolerated, planFleet } from '../../proxy/ctl/plan/fleet-plan.ts';

const page = new URL('../../docs/scaling.md', import.meta.url);
const report = new URL('../../reports/data/plan-overhead.json', import.meta.url);
const place = /(<!-- (plan|copies|balance|overhead): ?(.*?) -->\n)[^]*?(<!-- end of \2 -->)/g;

type Kind = 'plan' | 'copies' | 'balance' | 'overhead';
type Rows = readonly (readonly string[])[];

/** Replica groups and replication factors that are worth comparing. */
const shapes = [
  [1, 1],
  [1, 2],
  [2, 1],
  [1, 3],
  [3, 1],
  [2, 2],
] as const;

const balanceNodes = 8;
const balanceFleets = 40;
const shardsForEachNode = [1, 2, 4, 8, 16, 32] as const;

/** Puts what the calculator and the report say now into the page about scaling. */
export function quoteExamples(): void {
  writeFileSync(page, withExamples(readFileSync(page, 'utf8')));
}

/**
 * The text of the page with its quotations renewed: after `plan:` stand the flags of the calculator.
 * Throws if there is no place for one, or the calculator refuses its flags.
 */
export function withExamples(text: string): string {
  if (text.search(place) === -1) throw new Error('the page has no place for examples');
  return text.replaceAll(place, (_, start: string, kind: Kind, flags: string, end: string) => {
    return `${start}\n${quotation(kind, flags)}\n\n${end}`;
  });
}

function quotation(kind: Kind, flags: string): string {
  if (kind === 'plan') return planExample(flags);
  const rows = { copies: copiesRows, balance: balanceRows, overhead: overheadRows };
  return markdownTable(rows[kind]());
}

function planExample(flags: string): string {
  const { output, error } = runPlan(flags.split(' '));
  if (error !== '') throw new Error(error);
  return `\`\`\`text\n$ npm run plan -- ${flags}\n\n${output.trimEnd()}\n\`\`\``;
}

function copiesRows(): Rows {
  const rows = shapes.map(([groups, replicationFactor]) => {
    const { reads, writes } = failuresTolerated(groups, replicationFactor);
    const copies = groups * replicationFactor;
    return [groups, replicationFactor, copies, reads, writes].map(String).concat(`${groups}×`);
  });
  const head = ['Groups', 'Replication factor', 'Copies', 'Reads survive', 'Writes survive'];
  return [[...head, 'Searches'], ...rows];
}

/** How even the real placement is, averaged over fleets whose nodes have other names. */
function balanceRows(): Rows {
  const rows = shardsForEachNode.map((shards) => {
    const fleets = Array.from({ length: balanceFleets }, (_, fleet) => unevenness(fleet, shards));
    const fullest = mean(fleets.map(({ fullestOverAverage }) => fullestOverAverage));
    const emptiest = mean(fleets.map(({ leastShards }) => leastShards / shards));
    return [String(shards), fullest.toFixed(2), emptiest.toFixed(2)];
  });
  return [['Shards for each node', 'Fullest node', 'Emptiest node'], ...rows];
}

function unevenness(fleet: number, shardsOfNode: number) {
  const names = Array.from({ length: balanceNodes }, (_, node) => `fleet-${fleet}-node-${node}`);
  return planFleet({
    documents: 1_000_000,
    documentBytes: 1000,
    groups: [names],
    replicationFactor: 1,
    nodesPerGroupMax: balanceNodes,
    shards: shardsOfNode * balanceNodes,
    overhead: 1,
    spareNames: names.map((name) => `${name}-more`),
  }).balance;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function overheadRows(): Rows {
  // The report is written by this repository's own program, and read as it was written.
  // oxlint-disable-next-line typescript/no-explicit-any
  const { alone, short, all, long }: any = JSON.parse(readFileSync(report, 'utf8'));
  const row = (what: string, figures: typeof short) => [
    what,
    String(figures.documents),
    String(figures.documentBytes),
    String(figures.overhead),
  ];
  return [
    ['Loaded', 'Documents', 'Bytes of one', 'Overhead'],
    row('dictionary entries, into a Meilisearch by itself', alone),
    row('the same, into a node of Miroir', short),
    row('the whole dictionary, into a node of Miroir', all),
    row('ten entries in each document, into a node of Miroir', long),
  ];
}
