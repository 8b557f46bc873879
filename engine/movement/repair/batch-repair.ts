import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { type NodeBatch, sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import { shardForKey } from '../../placement/hash.ts';
import type { BehindReplica, RepairClaim } from '../../ports/repair-store.ts';
import type { SessionId } from '../../ports/session.ts';
import { encodeVersion } from '../../protocol/markers.ts';
import { RepairFailure } from './repair-failure.ts';
import { beginning, type Place } from '../place.ts';
import { relyOn } from '../restored/newest-task.ts';
import {
  readPage,
  type ReplicaPage,
  type ReplicaRange,
  readTexts,
  readVersions,
} from './replica-page.ts';

/** Shards of one node that are to be made equal to those of another. */
export interface RangeRepair {
  readonly source: ReplicaRange;
  /** Of the index. */
  readonly shardCount: number;
  readonly target: ReplicaRange;
  /** The first write that the target may lack. */
  readonly since: number;
  /** By shard, what to enter in the ledger before documents of a target are changed that may be read. */
  readonly unmarked: ReadonlyMap<ShardId, BehindReplica>;
}

/** How far both sides have been compared; null: to the end. */
export interface Progress {
  readonly source: Place | null;
  readonly target: Place | null;
}

/** What one batch came to. */
export interface BatchOutcome {
  readonly progress: Progress;
  readonly compared: number;
  readonly copied: number;
  readonly deleted: number;
  /** The tasks on the target that carry it out. */
  readonly tasks: readonly number[];
  /** What was entered in the ledger before. */
  readonly marks: readonly BehindReplica[];
}

/**
 * Compares the next documents of both sides, in both directions, and has the target enqueue what
 * makes it equal; to be called in the turn of the index. Throws {@link RepairFailure}.
 */
export async function repairBatch(
  context: EngineContext,
  claim: RepairClaim,
  { repair, marked }: { readonly repair: RangeRepair; readonly marked: ReadonlySet<ShardId> },
  progress: Progress,
): Promise<BatchOutcome> {
  const size = context.config.repair.batchDocuments;
  const [sourcePage, targetPage] = await Promise.all([
    pageAt(context, repair.source, progress.source, size),
    pageAt(context, repair.target, progress.target, size),
  ]);
  if (sourcePage === null || targetPage === null) {
    // What was seen before the lost place is compared once more.
    return {
      progress: {
        source: sourcePage === null ? beginning : progress.source,
        target: targetPage === null ? beginning : progress.target,
      },
      ...nothingDone,
    };
  }
  const difference = await compare(context, repair, sourcePage, targetPage);
  // A node that lost documents before it was read would have them deleted elsewhere, or pass for whole.
  await relyOn(context, claim.indexUid, [repair.source.node, repair.target.node]);
  const marks = marksBefore(repair, marked, difference);
  if (marks.length > 0 && (await context.ports.store.claimRepair(claim, marks)) === null) {
    throw new RepairFailure('another proxy repairs the index');
  }
  const tasks = await sendChanges(context, claim.session, repair, difference);
  const isShifted = !context.ports.fault.planted('M5');
  const removed = new Set(isShifted ? difference.removals : []);
  return {
    progress: {
      source: placeAfter(progress.source, sourcePage, new Set()),
      target: placeAfter(progress.target, targetPage, removed),
    },
    compared: difference.compared,
    copied: difference.copies.size,
    deleted: difference.removals.length,
    tasks,
    marks,
  };
}

const nothingDone = { compared: 0, copied: 0, deleted: 0, tasks: [], marks: [] } as const;

const emptyPage: ReplicaPage = { documents: [], offset: 0, isLast: true };

async function pageAt(
  context: EngineContext,
  range: ReplicaRange,
  place: Place | null,
  size: number,
): Promise<ReplicaPage | null> {
  return place === null ? emptyPage : readPage(context, range, place, { size, whole: false });
}

function placeAfter(
  before: Place | null,
  { documents, offset, isLast }: ReplicaPage,
  removed: ReadonlySet<string>,
): Place | null {
  if (before === null || isLast) return null;
  const kept = documents.filter(({ id }) => !removed.has(id));
  return { offset: offset + kept.length, lastId: kept.at(-1)?.id ?? before.lastId };
}

/** How the target differs from the source. */
interface Difference {
  readonly compared: number;
  /** By id, exact texts that the target lacks, or has in another version. */
  readonly copies: ReadonlyMap<string, string>;
  /** Ids that only the target has. */
  readonly removals: readonly string[];
}

async function compare(
  context: EngineContext,
  repair: RangeRepair,
  sourcePage: ReplicaPage,
  targetPage: ReplicaPage,
): Promise<Difference> {
  const [source, target] = [versionsIn(sourcePage), versionsIn(targetPage)];
  const [moreOfSource, moreOfTarget] = await Promise.all([
    readVersions(context, repair.source, missing(target, source)),
    readVersions(context, repair.target, missing(source, target)),
  ]);
  for (const { id, version } of moreOfSource) source.set(id, version);
  for (const { id, version } of moreOfTarget) target.set(id, version);
  // A partial update gives a replica that lacks its base the same version, and another document.
  const doubtful = encodeVersion(repair.since, 0);
  const comparesVersions = !context.ports.fault.planted('M3');
  const changed: string[] = [];
  const equal: string[] = [];
  for (const [id, version] of source) {
    const found = target.get(id);
    if (found === undefined || (comparesVersions && found !== version)) changed.push(id);
    else if (comparesVersions && version >= doubtful) equal.push(id);
  }
  const [texts, ownTexts] = await Promise.all([
    readTexts(context, repair.source, [...changed, ...equal]),
    readTexts(context, repair.target, equal),
  ]);
  const copies = new Map([...texts].filter(([id, text]) => ownTexts.get(id) !== text));
  if (texts.size < changed.length + equal.length) {
    throw new RepairFailure(`${repair.source.node} lost documents while it was read`);
  }
  return {
    compared: new Set([...source.keys(), ...target.keys()]).size,
    copies,
    removals: missing(target, source),
  };
}

function versionsIn({ documents }: ReplicaPage): Map<string, string> {
  return new Map(documents.map(({ id, version }) => [id, version]));
}

/** The ids in `all` that are not in `some`. */
function missing(all: ReadonlyMap<string, string>, some: ReadonlyMap<string, string>): string[] {
  return [...all.keys()].filter((id) => !some.has(id));
}

/** What must be entered in the ledger before the target is changed. */
function marksBefore(
  { unmarked, shardCount }: RangeRepair,
  marked: ReadonlySet<ShardId>,
  { copies, removals }: Difference,
): readonly BehindReplica[] {
  if (unmarked.size === 0) return [];
  const shards = new Set([...copies.keys(), ...removals].map((id) => shardForKey(id, shardCount)));
  return [...shards].flatMap((shard) => {
    const mark = unmarked.get(shard);
    return mark === undefined || marked.has(shard) ? [] : [mark];
  });
}

/**
 * Has a target enqueue copies and removals; answers its tasks. Throws {@link RepairFailure} if it does
 * not take them all.
 */
export async function sendChanges(
  context: EngineContext,
  session: SessionId,
  { target }: Pick<RangeRepair, 'target'>,
  { copies, removals }: Pick<Difference, 'copies' | 'removals'>,
): Promise<readonly number[]> {
  const requests: NodeRequest[] = [];
  const path = `${indexPath(target.indexUid)}/documents`;
  if (copies.size > 0) {
    const key = encodeURIComponent(target.primaryKey);
    const body = ['[', [...copies.values()].join(','), ']'];
    requests.push({ method: 'POST', path: `${path}?primaryKey=${key}`, body });
  }
  if (removals.length > 0) {
    const body = JSON.stringify(removals);
    requests.push({ method: 'POST', path: `${path}/delete-batch`, body });
  }
  const batches = requests.map((request) => batchFor(target.node, target.shards, request));
  const outcome = await sendBatches(context, { session, operation: 'repair-write', batches });
  const [missed] = outcome.missed;
  if (missed !== undefined) {
    throw new RepairFailure(`${missed.node} did not take a batch: ${missed.reason}`);
  }
  return outcome.accepted.map(({ taskUid }) => taskUid);
}

function batchFor(node: NodeId, shards: readonly ShardId[], request: NodeRequest): NodeBatch {
  return { node, shards, request };
}
