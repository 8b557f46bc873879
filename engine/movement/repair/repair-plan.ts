import { compareNumbers } from '../../base/order.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { BehindReplica, LedgerEntry } from '../../ports/repair-store.ts';

/** A replica that is to be made equal to another one. */
export interface ReplicaRepair {
  readonly shard: ShardId;
  readonly source: NodeId;
  readonly target: NodeId;
  /** All that the ledger says of the target. */
  readonly entries: readonly LedgerEntry[];
}

/** A replica that lacks no promise, and may be what the others are made equal to. */
export interface Election {
  readonly shard: ShardId;
  readonly node: NodeId;
  readonly entries: readonly LedgerEntry[];
}

/** What can be done about the ledger of an index now. */
export interface RepairPlan {
  readonly repairs: readonly ReplicaRepair[];
  readonly elections: readonly Election[];
  /** Entries for nodes that have no part in their shard any more: a write that was under way when they lost it made them. */
  readonly strays: readonly LedgerEntry[];
}

/** What a plan needs to know of the fleet. */
export interface ReplicaView {
  /** Every node that holds a shard whole. */
  replicas(shard: ShardId): readonly NodeId[];
  /** Whether a node is being given a shard. */
  isIncoming(shard: ShardId, node: NodeId): boolean;
  isUp(node: NodeId): boolean;
}

/**
 * Finds a source for each replica that is behind: a clean one. Where a shard has none, one is elected
 * that lacks only writes that no client was told are kept: whether these count is open, but one
 * replica must decide it for all. Where each lacks an acknowledged write, nothing is planned.
 */
export function planRepairs(ledger: readonly LedgerEntry[], view: ReplicaView): RepairPlan {
  const repairs: ReplicaRepair[] = [];
  const elections: Election[] = [];
  const strays = ledger.filter(
    ({ shard, node }) => !view.replicas(shard).includes(node) && !view.isIncoming(shard, node),
  );
  const byShard = [...Map.groupBy(ledger, ({ shard }) => shard)];
  for (const [shard, entries] of byShard.toSorted(([left], [right]) =>
    compareNumbers(left, right),
  )) {
    const replicas = view.replicas(shard);
    // What a node lacks that is only being given the shard is a matter of its move.
    const own = entries.filter(({ node }) => replicas.includes(node));
    const byNode = Map.groupBy(own, ({ node }) => node);
    const clean = replicas.filter((node) => !byNode.has(node));
    const source = clean.find((node) => view.isUp(node));
    if (source !== undefined) {
      repairs.push(...repairsFrom(source, shard, byNode, view));
    } else if (clean.length === 0 && replicas.length > 0) {
      elections.push(...electionOf(shard, byNode, view));
    }
  }
  return { repairs, elections, strays };
}

function repairsFrom(
  source: NodeId,
  shard: ShardId,
  byNode: ReadonlyMap<NodeId, readonly LedgerEntry[]>,
  view: ReplicaView,
): ReplicaRepair[] {
  return [...byNode]
    .filter(([target, entries]) => {
      // What is awaited is cleared or becomes something else by itself.
      const isAwaited = entries.some(({ reason }) => reason === 'awaiting-outcome');
      return !isAwaited && view.isUp(target);
    })
    .map(([target, entries]) => ({ shard, source, target, entries }));
}

function electionOf(
  shard: ShardId,
  byNode: ReadonlyMap<NodeId, readonly LedgerEntry[]>,
  view: ReplicaView,
): Election[] {
  // What is awaited may turn out to be clean.
  const mayBeClean = [...byNode.values()].some((entries) =>
    entries.every(({ reason }) => reason === 'awaiting-outcome'),
  );
  if (mayBeClean) return [];
  const [elected] = view
    .replicas(shard)
    .map((node) => ({ shard, node, entries: byNode.get(node) ?? [] }))
    .filter(({ node, entries }) => view.isUp(node) && entries.every(lacksNoPromise));
  return elected === undefined ? [] : [elected];
}

/** Those of `elections` that would be held again, with the same entries. */
export function stillElected(
  elections: readonly Election[],
  ledger: readonly LedgerEntry[],
  view: ReplicaView,
): readonly Election[] {
  const again = new Set(planRepairs(ledger, view).elections.map(textOf));
  return elections.filter((election) => again.has(textOf(election)));
}

function textOf({ shard, node, entries }: Election): string {
  return [shard, node, ...entries.map(stateOf)].join(', ');
}

/**
 * What to enter in the ledger before the elected replicas leave it: the others may differ from them
 * since the first write that these lack, too.
 */
export function electionMarks(
  elections: readonly Election[],
  ledger: readonly LedgerEntry[],
): readonly BehindReplica[] {
  return elections.flatMap(({ shard, node, entries }) => {
    const since = entries.reduce((least, entry) => Math.min(least, entry.since), Infinity);
    return ledger
      .filter((entry) => entry.shard === shard && entry.node !== node && entry.since > since)
      .map((entry) => ({ ...entry, since }));
  });
}

function lacksNoPromise({ reason }: LedgerEntry): boolean {
  return reason === 'interrupted' || reason === 'given-up' || reason === 'unhosted';
}

/**
 * The ledger without replicas about which it says more than before: they miss writes now, or did so a
 * moment ago, and requests that failed them may still be under way.
 */
export function steadyPart(
  ledger: readonly LedgerEntry[],
  before: readonly LedgerEntry[],
): readonly LedgerEntry[] {
  const known = new Set(before.map(stateOf));
  const restless = new Set(
    ledger
      .filter((entry) => entry.reason !== 'under-repair' && !known.has(stateOf(entry)))
      .map(replicaOf),
  );
  // A replica that is left out must not pass for a clean one, which it is not in the whole ledger.
  return ledger.map((entry) =>
    restless.has(replicaOf(entry)) ? { ...entry, reason: 'awaiting-outcome' } : entry,
  );
}

/**
 * What to enter in the ledger before these repairs change anything: a target that may be read, as it
 * lacks no promise, must not be read any more, for a copy that comes late would take away what came
 * after.
 */
export function marksFor(repairs: readonly ReplicaRepair[]): readonly BehindReplica[] {
  return repairs
    .filter(({ entries }) => entries.every(({ reason }) => reason === 'interrupted'))
    .flatMap(({ entries: [first] }) => {
      if (first === undefined) return [];
      const { indexUid, shard, node, since } = first;
      return [{ indexUid, shard, node, since, reason: 'under-repair' as const }];
    });
}

function replicaOf({ shard, node }: LedgerEntry): string {
  return `${shard} ${node}`;
}

function stateOf({ shard, node, reason, since, renewals }: LedgerEntry): string {
  return [shard, node, reason, since, renewals].join(' ');
}
