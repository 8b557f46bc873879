import { compareCodePoints } from '../base/order.ts';
import { findMember } from '../base/json/scan.ts';
import { markerNames } from '../protocol/markers.ts';
import { readMembers, writeMembers } from '../settings/members.ts';

/** What one node says of an index: every replica that it holds counts. */
export interface NodeIndexStats {
  readonly numberOfDocuments: number;
  readonly rawDocumentDbSize: number;
  readonly avgDocumentSize: number;
  readonly isIndexing: boolean;
  readonly numberOfEmbeddings: number;
  readonly numberOfEmbeddedDocuments: number;
  /** Documents by field, markers included. */
  readonly fieldDistribution: ReadonlyMap<string, number>;
}

/** Reads the stats of an index that a node answers; throws if they are something else. */
export function readIndexStats(text: string): NodeIndexStats {
  const stats: Omit<NodeIndexStats, 'fieldDistribution'> = JSON.parse(text);
  // Not from the parsed object, which would put names that look like numbers first.
  const span = findMember(text, 0, 'fieldDistribution');
  const fields = span === undefined ? new Map() : readMembers(text.slice(span.start, span.end));
  const counts = Array.from(fields, ([name, count]): [string, number] => [name, Number(count)]);
  return { ...stats, fieldDistribution: new Map(counts) };
}

/**
 * The stats of an index as one Meilisearch would tell them, as JSON text. `documents` is the exact
 * number of documents, each counted once. What nodes count over all their replicas is divided by the
 * number of replicas that a document has among the nodes that answered: a whole number while they
 * hold the same, and otherwise their mean, so that the result is rounded.
 */
export function renderIndexStats(
  documents: number,
  nodes: readonly NodeIndexStats[],
  isBusy: boolean,
): string {
  const sum = (count: (stats: NodeIndexStats) => number): number =>
    nodes.reduce((total, stats) => total + count(stats), 0);
  const stored = sum((stats) => stats.numberOfDocuments);
  const copies = documents === 0 ? 1 : Math.max(1, stored / documents);
  const once = (count: (stats: NodeIndexStats) => number): string =>
    String(Math.round(sum(count) / copies));
  const size = sum((stats) => stats.avgDocumentSize * stats.numberOfDocuments);
  return writeMembers([
    ['numberOfDocuments', String(documents)],
    ['rawDocumentDbSize', once((stats) => stats.rawDocumentDbSize)],
    ['avgDocumentSize', String(stored === 0 ? 0 : Math.floor(size / stored))],
    ['isIndexing', String(isBusy || nodes.some((stats) => stats.isIndexing))],
    ['numberOfEmbeddings', once((stats) => stats.numberOfEmbeddings)],
    ['numberOfEmbeddedDocuments', once((stats) => stats.numberOfEmbeddedDocuments)],
    [
      'fieldDistribution',
      writeMembers(
        fieldsOf(nodes).map((field) => [
          field,
          once((stats) => stats.fieldDistribution.get(field) ?? 0),
        ]),
      ),
    ],
  ]);
}

function fieldsOf(nodes: readonly NodeIndexStats[]): string[] {
  const fields = new Set(nodes.flatMap((stats) => [...stats.fieldDistribution.keys()]));
  return [...fields].filter((field) => !markerNames.includes(field)).toSorted(compareCodePoints);
}
