import type { Micros } from '../../sim/trace/operation.ts';
import type { RunRecord } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { coverageOf } from './history/coverage.ts';
import type { History } from './history/history.ts';
import { readLatenessMicros } from './history/lateness.ts';
import { textOf } from './history/json-value.ts';
import { pageOf } from './history/page.ts';
import type { Shown } from './history/shown.ts';

/**
 * No document appears twice: neither in one answer, nor at two places of the pages of one search, if
 * nothing happened to the index or the fleet from the first page to the last and, if it has words,
 * the same replicas were read.
 */
export const searchNoDuplicate: Checker = {
  name: 'search_no_duplicate',
  check(record, history) {
    const findings = new Findings(this.name);
    const series = new Map<string, Shown[]>();
    for (const shown of history.shown) {
      const { intent } = shown.operation;
      if (intent.kind !== 'search' && intent.kind !== 'list-documents') continue;
      findings.looked();
      checkAnswer(findings, shown);
      if (intent.kind !== 'search' || intent.series === null) continue;
      const name = `${intent.index} ${intent.series}`;
      const pages = series.get(name);
      if (pages === undefined) series.set(name, [shown]);
      else pages.push(shown);
    }
    for (const pages of series.values()) {
      if (pages.length < 2 || !isUndisturbed(record, history, pages)) continue;
      findings.looked();
      checkPages(findings, pages);
    }
    return findings;
  },
};

function checkAnswer(findings: Findings, { operation, index, documents }: Shown): void {
  const seen = new Set<unknown>();
  for (const { id } of documents) {
    if (id === undefined) continue;
    if (seen.has(id)) {
      const message = `${operation.id} shows ${index}/${textOf(id)} twice`;
      findings.add(`${index}/${textOf(id)}`, message, evidenceOf(operation));
    }
    seen.add(id);
  }
}

function checkPages(findings: Findings, pages: readonly Shown[]): void {
  const places = new Map<unknown, { place: number; operation: string }>();
  for (const { operation, index, documents } of pages) {
    const start = pageOf(operation.intent)?.start ?? 0;
    for (const [at, { id }] of documents.entries()) {
      const place = start + at;
      const known = places.get(id);
      if (id !== undefined && known !== undefined && known.place !== place) {
        const message = `${index}/${textOf(id)} is hit ${known.place} for ${known.operation} and hit ${place} for ${operation.id}, a page of the same search`;
        findings.add(`${index}/${textOf(id)}`, message, {
          operations: [known.operation, operation.id],
          at: operation.endedAt,
        });
      }
      places.set(id, { place, operation: operation.id });
    }
  }
}

/** Whether pages must fit together: nothing changed while they were asked for. */
function isUndisturbed(record: RunRecord, history: History, pages: readonly Shown[]): boolean {
  const from = Math.min(...pages.map(({ operation }) => operation.invokedAt));
  const until = Math.max(...pages.map(({ operation }) => operation.endedAt));
  const index = history.index(pages[0]?.index ?? '');
  return (
    pages.every(({ operation }) => coverageOf(operation).header === null) &&
    !record.faults.some(({ at }) => at >= from && at <= until) &&
    index.writes.every(
      ({ standing, visibleFrom, operation }) =>
        standing === 'void' || visibleFrom <= from || operation.invokedAt > until,
    ) &&
    (isAlikeEverywhere(pages) || haveSameReaders(history, pages)) &&
    isAtItsPlace(history, { index: index.uid, from, until })
  );
}

interface IndexSpan {
  readonly index: string;
  readonly from: Micros;
  readonly until: Micros;
}

/** Whether no shard was on its way: what is copied changes the order of hits on the node that gets it. */
function isAtItsPlace({ placement }: History, { index, from, until }: IndexSpan): boolean {
  const versions = placement.versionsBetween(index, from - readLatenessMicros, until);
  return versions.length === 1 && versions.every(({ isMoving }) => !isMoving);
}

/** Whether replicas agree about the order: without words, nothing else on their nodes plays a part. */
function isAlikeEverywhere(pages: readonly Shown[]): boolean {
  return pages.every(
    ({ operation: { intent } }) => intent.kind !== 'search' || intent.words.length === 0,
  );
}

/** Whether the same nodes were asked for the same shards each time, and all of them answered. */
function haveSameReaders(history: History, pages: readonly Shown[]): boolean {
  const readers = new Set(
    pages.map(({ operation }) => {
      const searches = history.searchesOf(operation);
      const isWhole = searches.every(({ exchange }) => exchange.fate === 'answered');
      const asked = searches.map(({ exchange, shards }) => `${exchange.node} ${shards?.join()}`);
      return isWhole ? asked.toSorted().join(';') : `unlike ${operation.id}`;
    }),
  );
  return readers.size === 1;
}
