import { must } from '../../../engine/base/assert.ts';
import { limits } from '../../../engine/limits.ts';
import { type NodeShare, Placement } from './placement.ts';
import type { PlanRequest } from './plan-request.ts';
import { planSteps, type Step } from './steps.ts';

export interface FleetPlan {
  readonly shards: number;
  /** What an index made for `nodesPerGroupMax` should have. */
  readonly recommendedShards: number;
  readonly copiesOfEachDocument: number;
  readonly nodes: readonly NodeStorage[];
  readonly total: { readonly documents: number; readonly diskBytes: number };
  readonly balance: Balance;
  readonly failures: FailuresTolerated;
  readonly steps: readonly Step[];
}

/** What one node holds and what that takes on its disk. */
export interface NodeStorage extends NodeShare {
  readonly diskBytes: number;
}

export interface Balance {
  readonly mostShards: number;
  readonly leastShards: number;
  /** The documents of the fullest node, over those of an average node of its group. */
  readonly fullestOverAverage: number;
}

/** So many nodes may fail, whichever they are. */
export interface FailuresTolerated {
  /** …and every shard can still be read. */
  readonly reads: number;
  /** …and every write of documents still has its quorum. */
  readonly writes: number;
}

/** With fewer for each node, the fullest holds ever more than the average: docs/scaling.md. */
const shardsPerNode = 8;

/** Works out what a fleet holds and what its next changes would copy. */
export function planFleet(request: PlanRequest): FleetPlan {
  const recommendedShards = shardsFor(request.nodesPerGroupMax);
  const shards = request.shards ?? recommendedShards;
  const placement = new Placement(request.groups, { ...request, shards });
  const diskBytes = request.documentBytes * request.overhead;
  const shares = placement.shares();
  const documents = shares.reduce((sum, share) => sum + share.documents, 0);
  return {
    shards,
    recommendedShards,
    copiesOfEachDocument: request.groups.length * request.replicationFactor,
    nodes: shares.map((share) => ({ ...share, diskBytes: share.documents * diskBytes })),
    total: { documents, diskBytes: documents * diskBytes },
    balance: balanceOf(shares, request),
    failures: failuresTolerated(request.groups.length, request.replicationFactor),
    steps: planSteps(request, placement),
  };
}

/**
 * The shards of an index whose groups never have more than `nodesPerGroupMax` nodes: eight for each
 * of them, at most `limits.shardsMax`.
 */
export function shardsFor(nodesPerGroupMax: number): number {
  return Math.min(nodesPerGroupMax * shardsPerNode, limits.shardsMax);
}

/**
 * How many nodes may fail in the worst case. A read needs one replica of each shard in some group, a
 * write `floor(RF/2)+1` of them in one group.
 */
export function failuresTolerated(
  replicaGroups: number,
  replicationFactor: number,
): FailuresTolerated {
  const quorum = Math.floor(replicationFactor / 2) + 1;
  return {
    reads: replicaGroups * replicationFactor - 1,
    writes: replicaGroups * (replicationFactor - quorum + 1) - 1,
  };
}

function balanceOf(shares: readonly NodeShare[], request: PlanRequest): Balance {
  const counts = shares.map(({ shards }) => shards);
  const ratios = shares.map(({ documents, replicaGroup }) => {
    const nodes = must(request.groups[replicaGroup], 'group').length;
    return documents / ((request.documents * request.replicationFactor) / nodes);
  });
  return {
    mostShards: Math.max(...counts),
    leastShards: Math.min(...counts),
    fullestOverAverage: Math.max(...ratios),
  };
}
