import type { NodeId, ShardId } from '../../cluster/topology.ts';
import { compareCodePoints } from '../../base/order.ts';
import type { EngineContext } from '../../context.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { hasEmbedders } from '../repair/index-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import type { ReplicaRange } from '../repair/replica-page.ts';
import {
  type ComparedShard,
  type DivergenceCounts,
  repairDivergences,
} from './divergence-repair.ts';
import { differingBuckets, differingIds, DocumentHashes, Fingerprint } from './fingerprint.ts';
import { readReplicas } from './replica-reading.ts';

/** A shard of an index whose claim this proxy has. */
export interface ClaimedShard {
  readonly claim: RepairClaim;
  readonly index: IndexRecord;
  readonly shard: ShardId;
}

/**
 * Compares the replicas of a shard that nothing is known to be wrong with, and makes what differs the
 * same. Writes are held up only while documents that seem to differ are looked at once more. `goOn` is
 * called before each read and may reject. Throws {@link RepairFailure} if it does not come to an end.
 */
export async function verifyShard(
  context: EngineContext,
  claimed: ClaimedShard,
  goOn: () => Promise<void>,
): Promise<void> {
  const ranges = comparableReplicas(context, claimed);
  const counts: DivergenceCounts = { differing: 0, repaired: 0 };
  const fingerprints = ranges.map(() => new Fingerprint());
  if (ranges.length > 1) {
    await readReplicas(context, withVisitors(ranges, fingerprints), goOn);
    const buckets = differingBuckets(fingerprints);
    if (buckets.size > 0) {
      const documents = new Map(ranges.map(({ node }, at) => [node, countOf(fingerprints[at])]));
      const compared = { shard: claimed.shard, ranges, isWitness: witnesses(documents) };
      const suspects = await findSuspects(context, compared, buckets, goOn);
      await settleSuspects(context, claimed.claim, compared, { suspects, counts });
    }
  }
  const replicas = ranges.length > 1 ? ranges.map(({ node }) => node) : [];
  const documents = Math.max(0, ...fingerprints.map(countOf));
  const { index, shard } = claimed;
  context.ports.trace.note({
    kind: 'verified',
    index: index.uid,
    shard,
    replicas,
    documents,
    ...counts,
  });
}

/**
 * The replicas that are up and not in the ledger. A deletion that a replica missed is in the ledger
 * until the replica has been repaired: absence on these means something.
 */
function comparableReplicas(
  { cluster, ledger, nodeMemory, ports }: EngineContext,
  { index, shard }: ClaimedShard,
): readonly ReplicaRange[] {
  const { uid: indexUid, acceptedPrimaryKey: primaryKey } = index;
  // Nothing was ever stored in it.
  if (primaryKey === null) return [];
  const nodes = cluster
    .shardMap(index)
    .replicaNodes(shard)
    .filter((node) => cluster.isUp(node) && index.placement.hosts.includes(node))
    .filter((node) => !nodeMemory.isDoubted(node) && !ledger.lacksAny(indexUid, shard, node))
    .toSorted(compareCodePoints);
  const compared = ports.fault.planted('M17') ? nodes.slice(0, 2) : nodes;
  const rest = { indexUid, primaryKey, shards: [shard], hasVectors: hasEmbedders(index) };
  return compared.map((node) => ({ node, ...rest }));
}

function withVisitors<Visitor>(
  ranges: readonly ReplicaRange[],
  visitors: readonly Visitor[],
): readonly { readonly range: ReplicaRange; readonly visitor: Visitor }[] {
  return ranges.flatMap((range, at) => {
    const visitor = visitors[at];
    return visitor === undefined ? [] : [{ range, visitor }];
  });
}

function countOf(fingerprint: Fingerprint | undefined): number {
  return fingerprint?.documents ?? 0;
}

/** A replica that lacks most of what another one has was emptied; no single deletion explains that. */
function witnesses(documents: ReadonlyMap<NodeId, number>): (node: NodeId) => boolean {
  const most = Math.max(0, ...documents.values());
  return (node) => 2 * (documents.get(node) ?? 0) > most;
}

/** Reads the replicas again, to find the documents that differ in `buckets`; many were only written meanwhile. */
async function findSuspects(
  context: EngineContext,
  { ranges }: ComparedShard,
  buckets: ReadonlySet<number>,
  goOn: () => Promise<void>,
): Promise<readonly string[]> {
  const hashes = ranges.map(() => new DocumentHashes(buckets));
  await readReplicas(context, withVisitors(ranges, hashes), goOn);
  return differingIds(hashes).toSorted(compareCodePoints);
}

/** Looks at all suspects, so many in a turn as repairs do. */
async function settleSuspects(
  context: EngineContext,
  claim: RepairClaim,
  compared: ComparedShard,
  { suspects, counts }: { suspects: readonly string[]; counts: DivergenceCounts },
): Promise<void> {
  const { batchDocuments, pauseMs } = context.config.repair;
  for (let from = 0; from < suspects.length; from += batchDocuments) {
    if (!context.session.holds(claim.session)) throw new RepairFailure('the session is over');
    const batch = suspects.slice(from, from + batchDocuments);
    await repairDivergences(context, claim, compared, batch, counts);
    await context.ports.clock.sleep(pauseMs);
  }
}
