import { compareCodePoints } from '../../base/order.ts';
import { decodeString, findMember } from '../../base/json/scan.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { TaskUid } from '../../ports/task-store.ts';
import { decodeVersion, markerDigits, markers } from '../../protocol/markers.ts';
import { contentOf } from './document-content.ts';

/** A document on one replica. */
export interface ReplicaCopy {
  readonly node: NodeId;
  /** Its exact text; null where it is absent. */
  readonly text: string | null;
}

/** What is known of the writes to a shard. */
export interface WriteHistory {
  /** Whether it is remembered what became of a task, and so of all that came after it. */
  isKnown(task: TaskUid): boolean;
  /** Whether a node has carried out a task that may have deleted documents, and is later than `task`. */
  hasDeletedAfter(node: NodeId, task: TaskUid): boolean;
  /** Whether a node has so many of the documents that what it lacks was probably deleted, not lost. */
  isWitness(node: NodeId): boolean;
}

/** What decides which copy is the newest: its version, which agrees with real time. */
type Newness = typeof markers.version | typeof markers.updatedAt;

/**
 * Which text every replica ought to have of a document; null if it ought to be gone. The highest
 * version wins, then what most replicas have, then the smallest node id. Where it is absent on some
 * replicas, history decides whether it was deleted there or lost (decision 12).
 */
export function resolve(
  copies: readonly ReplicaCopy[],
  history: WriteHistory,
  newness: Newness = markers.version,
): string | null {
  const winner = winnerOf(copies, newness);
  if (winner === null) return null;
  const absent = copies.filter(({ text }) => text === null).map(({ node }) => node);
  if (absent.length === 0) return winner;
  return wasDeleted(taskOf(winner), absent, copies.length - absent.length, history) ? null : winner;
}

/** Whether a copy is what `resolve` wants it to be. */
export function isRight({ text }: ReplicaCopy, wanted: string | null): boolean {
  if (text === null || wanted === null) return text === wanted;
  return contentOf(text) === contentOf(wanted);
}

/** The task that wrote a document; undefined if it has no version of Miroir. */
export function taskOf(text: string): TaskUid | undefined {
  const version = markerOf(text, markers.version);
  const isVersion =
    version !== '' && Array.from(version).every((digit) => markerDigits.includes(digit));
  return isVersion ? decodeVersion(version).task : undefined;
}

function winnerOf(copies: readonly ReplicaCopy[], newness: Newness): string | null {
  const present = copies
    .toSorted((left, right) => compareCodePoints(left.node, right.node))
    .flatMap(({ text }) => (text === null ? [] : [text]));
  const newest = present
    .map((text) => markerOf(text, newness))
    .reduce((best, found) => (compareCodePoints(found, best) > 0 ? found : best), '');
  const candidates = present.filter((text) => markerOf(text, newness) === newest);
  const byContent = [...Map.groupBy(candidates, contentOf).values()];
  // The first of equals comes first: the one with the smallest node id.
  const [most = []] = byContent.toSorted((left, right) => right.length - left.length);
  return most[0] ?? null;
}

function markerOf(text: string, name: string): string {
  const span = findMember(text, 0, name);
  if (span === undefined || text.charAt(span.start) !== '"') return '';
  return decodeString(text, span.start, span.end);
}

/** Whether a document that `task` wrote and that is `absent` somewhere was deleted since. */
function wasDeleted(
  task: TaskUid | undefined,
  absent: readonly NodeId[],
  presentCount: number,
  history: WriteHistory,
): boolean {
  const isKnown = task !== undefined && history.isKnown(task);
  const deleted = (node: NodeId): boolean => isKnown && history.hasDeletedAfter(node, task);
  // Nothing that was asked for can have taken it away.
  if (isKnown && !absent.some(deleted)) return false;
  if (absent.length !== presentCount) return absent.length > presentCount;
  return absent.every((node) => deleted(node) && history.isWitness(node));
}
