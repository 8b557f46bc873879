import { acceptsShards } from '../../engine/cluster/node-state.ts';
import type { Topology } from '../../engine/cluster/topology.ts';
import {
  desiredReplicas,
  type Placement,
  type ShardPlacement,
} from '../../engine/placement/placement.ts';
import type { FleetRecord } from '../../engine/ports/fleet-store.ts';
import type { BehindReplica } from '../../engine/ports/repair-store.ts';

/** What the store says of the fleet, and of where everything is. */
export interface StoredFleet {
  readonly fleet: FleetRecord;
  readonly indexes: readonly { readonly uid: string; readonly placement: Placement }[];
  readonly ledger: readonly BehindReplica[];
}

/**
 * Whether the fleet still has something to do by itself: a replica to repair, a shard to move, a node
 * to prepare or to clean. What cannot be done is not waited for: a shard without a whole replica on a
 * node that is not given up has no source, and while moves are paused nothing moves.
 */
export function hasWorkLeft({ fleet, indexes, ledger }: StoredFleet): boolean {
  const usable = new Set(
    fleet.topology.nodes.filter(({ state }) => state !== 'failed').map(({ id }) => id),
  );
  const byIndex = Map.groupBy(ledger, ({ indexUid }) => indexUid);
  for (const { uid, placement } of indexes) {
    const view = { topology: fleet.topology, usable, entries: byIndex.get(uid) ?? [], placement };
    if (awaitsRepair(view)) return true;
    if (!fleet.paused && (lacksHosts(view) || awaitsMove(view))) return true;
    byIndex.delete(uid);
  }
  // What is left is of indexes that are gone: their nodes are to be rid of them, or have left themselves.
  const givenUp = nodesGivenUp(fleet.topology);
  return [...byIndex.values()].flat().some(({ node }) => !givenUp.has(node));
}

function nodesGivenUp({ nodes }: Topology): ReadonlySet<string> {
  return new Set(nodes.filter(({ state }) => state === 'failed').map(({ id }) => id));
}

interface IndexView {
  readonly topology: Topology;
  /** The nodes that are not given up. */
  readonly usable: ReadonlySet<string>;
  readonly entries: readonly BehindReplica[];
  readonly placement: Placement;
}

/** The write was not acknowledged, or will be settled by itself: who lacks it may yet be a source. */
const openReasons: ReadonlySet<string> = new Set([
  'interrupted',
  'given-up',
  'awaiting-outcome',
  'unhosted',
]);

function awaitsRepair(view: IndexView): boolean {
  const { placement, entries, usable } = view;
  return entries.some(({ shard, node }) => {
    const place = placement.shards[shard];
    if (place === undefined || !usable.has(node)) return false;
    return place.replicas.flat().includes(node) && hasSource(view, shard, place);
  });
}

function lacksHosts({ topology, placement: { hosts } }: IndexView): boolean {
  const isStranger = (host: string): boolean => topology.nodes.every(({ id }) => id !== host);
  return (
    topology.nodes.some(({ id, state }) => acceptsShards(state) && !hosts.includes(id)) ||
    hosts.some(isStranger)
  );
}

function awaitsMove(view: IndexView): boolean {
  const { topology, placement } = view;
  const givenUp = nodesGivenUp(topology);
  const wanted = desiredReplicas(topology, placement.shards.length);
  return placement.shards.some((place, shard) => {
    const { replicas, incoming, outgoing } = place;
    const isDone =
      incoming.length === 0 &&
      // What is left on a node that was given up waits; one that is gone is to be forgotten.
      outgoing.every((node) => givenUp.has(node)) &&
      isSamePlace(replicas, wanted[shard] ?? []);
    return !isDone && hasSource(view, shard, place);
  });
}

/** Whether some replica of the shard lacks no acknowledged write and is on a node that is not given up. */
function hasSource({ entries, usable }: IndexView, shard: number, place: ShardPlacement): boolean {
  const lacking = new Set(
    entries
      .filter((entry) => entry.shard === shard && !openReasons.has(entry.reason))
      .map(({ node }) => node),
  );
  return place.replicas.flat().some((node) => usable.has(node) && !lacking.has(node));
}

type Groups = readonly (readonly string[])[];

/** Whether both have the same nodes in each group; a group that is absent is an empty one. */
function isSamePlace(left: Groups, right: Groups): boolean {
  const groups = Math.max(left.length, right.length);
  return Array.from({ length: groups }, (_, group) => group).every(
    (group) => namesOf(left, group) === namesOf(right, group),
  );
}

function namesOf(groups: Groups, group: number): string {
  return (groups[group] ?? []).toSorted().join();
}
