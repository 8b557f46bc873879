import type { Operation } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { DocumentTimeline } from './history/document-timeline.ts';
import type { History } from './history/history.ts';
import { readLatenessMicros } from './history/lateness.ts';
import type { Shown } from './history/shown.ts';
import type { Write } from './history/write.ts';

/**
 * A client never sees a version of a document and later an older one: once it is known that the newer
 * one's task has succeeded, and in any case where there was only one replica to read at each time.
 * Versions are in the order of their tasks; answers that say that they may be incomplete do not count.
 */
export const sessionMonotonic: Checker = {
  name: 'session_monotonic',
  check(_record, history) {
    const findings = new Findings(this.name);
    const newest = new Map<string, Sighting>();
    for (const shown of history.shown) {
      for (const sighting of sightingsIn(history, shown)) {
        findings.looked();
        const { client } = shown.operation;
        const key = `${client} ${sighting.name}`;
        const before = newest.get(key);
        if (before === undefined || sighting.task >= before.task) newest.set(key, sighting);
        else checkOrder(findings, history, { before, after: sighting });
      }
    }
    return findings;
  },
};

/** One version of a document, as an operation showed it. */
interface Sighting {
  readonly name: string;
  readonly index: string;
  readonly timeline: DocumentTimeline;
  readonly operation: Operation;
  readonly write: Write;
  readonly task: number;
}

function sightingsIn(history: History, { operation, index, documents }: Shown): Sighting[] {
  return documents.flatMap(({ id, v }): Sighting[] => {
    const timeline = typeof id === 'string' ? history.index(index).documents.get(id) : undefined;
    if (timeline === undefined || !history.isPromised(operation, index, timeline.shard)) return [];
    const write = timeline.writerOf(v);
    if (write === null || write.task === null) return [];
    const name = `${index}/${timeline.id}`;
    return [{ name, index, timeline, operation, write, task: write.task }];
  });
}

interface Pair {
  readonly before: Sighting;
  readonly after: Sighting;
}

function checkOrder(findings: Findings, history: History, { before, after }: Pair): void {
  const { operation: earlier, write, name } = before;
  const { operation: later } = after;
  if (earlier.endedAt > later.invokedAt) return;
  const isKnown = write.visibleFrom <= later.invokedAt;
  if (!isKnown && !hasOneReader(history, { before, after })) return;
  const message = `${later.client} sees ${name} as of task ${after.task} by ${later.id}, and saw it as of task ${before.task} by ${earlier.id}`;
  findings.add(name, message, { operations: [earlier.id, later.id], at: later.endedAt });
}

/** Whether there was one replica at each time: whoever took over has what the one before had. */
function hasOneReader({ placement }: History, { before, after }: Pair): boolean {
  const { index, timeline } = before;
  const from = before.operation.invokedAt - readLatenessMicros;
  return placement
    .versionsBetween(index, from, after.operation.endedAt)
    .every((version) => version.replicas(timeline.shard).flat().length === 1);
}
