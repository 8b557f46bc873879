import { must } from '../../../engine/base/assert.ts';
import type { NodeId } from '../../../engine/cluster/topology.ts';
import type { Groups, Placement } from './placement.ts';
import type { PlanRequest } from './plan-request.ts';

/** A change of the fleet and what it copies between nodes. */
export interface Step {
  readonly change: 'add node' | 'remove node' | 'add group';
  /** The nodes that come or go. */
  readonly nodes: readonly NodeId[];
  readonly replicaGroup: number;
  /** Undefined if the group would have too few nodes for its copies. */
  readonly moves: Moves | undefined;
}

export interface Moves {
  readonly documents: number;
  readonly textBytes: number;
  /** Of all that the group holds, or will hold. */
  readonly share: number;
  /** How many documents it would be if the nodes of the group had equally many shards. */
  readonly evenDocuments: number;
}

/** The next changes: a node more in the smallest group, one less in the largest, a group more. */
export function planSteps(request: PlanRequest, now: Placement): readonly Step[] {
  return [addNode(request, now), removeNode(request, now), addGroup(request, now)];
}

function addNode(request: PlanRequest, now: Placement): Step {
  const { groups } = request;
  const smallest = Math.min(...groups.map((members) => members.length));
  const replicaGroup = groups.findIndex((members) => members.length === smallest);
  const nodes = request.spareNames.slice(0, 1);
  const next = replaced(groups, replicaGroup, (members) => [...members, ...nodes]);
  const moves = movesTo(request, now, next, 1 / (smallest + 1));
  return { change: 'add node', nodes, replicaGroup, moves };
}

function removeNode(request: PlanRequest, now: Placement): Step {
  const { groups, replicationFactor } = request;
  const largest = Math.max(...groups.map((members) => members.length));
  const replicaGroup = groups.findIndex((members) => members.length === largest);
  const nodes = must(groups[replicaGroup], 'group').slice(-1);
  const next = replaced(groups, replicaGroup, (members) => members.slice(0, -1));
  const moves = largest > replicationFactor ? movesTo(request, now, next, 1 / largest) : undefined;
  return { change: 'remove node', nodes, replicaGroup, moves };
}

/** The new group is as large as the largest of the others. */
function addGroup(request: PlanRequest, now: Placement): Step {
  const { groups } = request;
  const nodes = request.spareNames.slice(0, Math.max(...groups.map((members) => members.length)));
  const moves = movesTo(request, now, [...groups, nodes], 1);
  return { change: 'add group', nodes, replicaGroup: groups.length, moves };
}

function replaced(
  groups: Groups,
  replicaGroup: number,
  change: (members: readonly NodeId[]) => readonly NodeId[],
): Groups {
  return groups.map((members, group) => (group === replicaGroup ? change(members) : members));
}

/** Compares the shard maps before and after; `evenShare` is the part of a group that should move. */
function movesTo(request: PlanRequest, now: Placement, next: Groups, evenShare: number): Moves {
  const gains = now.withGroups(next).gainsSince(now);
  const documents = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  const held = request.documents * request.replicationFactor;
  return {
    documents,
    textBytes: documents * request.documentBytes,
    share: documents / held,
    evenDocuments: Math.round(held * evenShare),
  };
}
