import type { GroupId, NodeId, ShardId } from '../../cluster/topology.ts';
import type { Placement, ShardPlacement } from '../../placement/placement.ts';

/** The nodes that ought to hold each shard, by replica group. */
export type DesiredReplicas = readonly (readonly (readonly NodeId[])[])[];

/** Where a shard is, to be numbered by the store. */
export type NextPlacement = Omit<ShardPlacement, 'version'>;

/** A shard that a node ought to be given. */
export interface WantedMove {
  readonly shard: ShardId;
  readonly target: NodeId;
}

/** How the placement of an index differs from what the fleet wants. */
export interface Agenda {
  /** Shards that a node ought to hold, in no hand yet. */
  readonly wanted: readonly WantedMove[];
  /** Shards that a node is being given, as it ought to be. */
  readonly underWay: readonly WantedMove[];
  /** Changes that need no copying: of moves that nobody wants any more, and replicas too many. */
  readonly releases: ReadonlyMap<ShardId, NextPlacement>;
  /** Shards of which a node may have documents left. */
  readonly outgoing: ReadonlyMap<NodeId, readonly ShardId[]>;
}

/** Which nodes are part of the fleet at all. */
export type Membership = (node: NodeId) => boolean;

/**
 * Compares where the shards of an index are with where they ought to be (level-triggered: it does not
 * matter which change of the fleet brought the difference about).
 */
export function agendaOf(
  placement: Placement,
  desired: DesiredReplicas,
  isMember: Membership,
): Agenda {
  const wanted: WantedMove[] = [];
  const underWay: WantedMove[] = [];
  const releases = new Map<ShardId, NextPlacement>();
  const outgoing = new Map<NodeId, ShardId[]>();
  for (const [shard, place] of placement.shards.entries()) {
    const groups = desired[shard] ?? [];
    const next = released(place, groups, isMember);
    if (!isSame(next, place)) releases.set(shard, next);
    for (const target of groups.flat()) {
      if (next.replicas.flat().includes(target)) continue;
      if (next.incoming.includes(target)) underWay.push({ shard, target });
      else if (!next.outgoing.includes(target)) wanted.push({ shard, target });
    }
    // Only what the store has sent away is cleaned: a release may be refused.
    for (const node of place.outgoing.filter(isMember)) {
      outgoing.set(node, [...(outgoing.get(node) ?? []), shard]);
    }
  }
  return { wanted, underWay, releases, outgoing };
}

/** Whether nothing is left to be done, but for what is left on nodes for which `excused` is true. */
export function isSettled(agenda: Agenda, excused: (node: NodeId) => boolean): boolean {
  const { wanted, underWay, releases, outgoing } = agenda;
  const isClean = [...outgoing.keys()].every(excused);
  return wanted.length + underWay.length + releases.size === 0 && isClean;
}

/** A shard with `target` beside its replicas, to be filled. */
export function withIncoming(place: NextPlacement, target: NodeId): NextPlacement {
  return { ...place, incoming: [...place.incoming, target] };
}

/**
 * A shard that `target` holds whole from now on; replicas of the group that it was to take the place
 * of leave it.
 */
export function withReplica(
  { replicas, incoming, outgoing }: NextPlacement,
  target: NodeId,
  desired: readonly (readonly NodeId[])[],
  isMember: Membership,
): NextPlacement {
  const group = desired.findIndex((nodes) => nodes.includes(target));
  const grown = groupsUpTo(replicas, group).map((nodes, at) =>
    at === group ? inOrder([...nodes, target], desired[at] ?? []) : nodes,
  );
  const place = {
    replicas: grown,
    incoming: incoming.filter((node) => node !== target),
    outgoing,
  };
  return released(place, desired, isMember);
}

/** A shard of which nothing is left on `node`. */
export function withoutOutgoing(place: NextPlacement, node: NodeId): NextPlacement {
  return { ...place, outgoing: place.outgoing.filter((other) => other !== node) };
}

/**
 * A shard without incoming nodes that ought not to hold it, without replicas beyond those that ought
 * to, once these are there, and without nodes that are gone. The last replica of all stays.
 */
function released(
  place: NextPlacement,
  desired: readonly (readonly NodeId[])[],
  isMember: Membership,
): NextPlacement {
  const held = place.replicas.map((nodes) => nodes.filter(isMember));
  const isHeld = held.some((nodes) => nodes.length > 0);
  const before = isHeld ? held : place.replicas;
  const replicas = before.map((nodes, group) => kept(nodes, desired[group] ?? []));
  // Groups that are to go leave only where another one has the shard.
  const isKept = replicas.some((nodes) => nodes.length > 0);
  const after = trimmed(isKept ? replicas : before);
  const wanted = new Set(desired.flat());
  const incoming = place.incoming.filter((node) => isMember(node) && wanted.has(node));
  const stays = new Set([...after.flat(), ...incoming]);
  const outgoing = [...place.replicas.flat(), ...place.incoming, ...place.outgoing].filter(
    (node, at, all) => isMember(node) && !stays.has(node) && all.indexOf(node) === at,
  );
  return { replicas: after, incoming, outgoing };
}

/** What is left of a group's replicas: those that ought to be, if they are all there. */
function kept(nodes: readonly NodeId[], desired: readonly NodeId[]): readonly NodeId[] {
  const isComplete = desired.every((node) => nodes.includes(node));
  return isComplete ? desired : nodes;
}

/** Without empty groups at the end, so that a group that is gone leaves no trace. */
function trimmed(groups: readonly (readonly NodeId[])[]): readonly (readonly NodeId[])[] {
  const last = groups.findLastIndex((nodes) => nodes.length > 0);
  return groups.slice(0, last + 1);
}

function groupsUpTo(
  groups: readonly (readonly NodeId[])[],
  group: GroupId,
): readonly (readonly NodeId[])[] {
  const length = Math.max(groups.length, group + 1);
  return Array.from({ length }, (_, at) => groups[at] ?? []);
}

/** First those that ought to be there, in their order. */
function inOrder(nodes: readonly NodeId[], desired: readonly NodeId[]): readonly NodeId[] {
  return [
    ...desired.filter((node) => nodes.includes(node)),
    ...nodes.filter((node) => !desired.includes(node)),
  ];
}

function isSame(left: NextPlacement, right: NextPlacement): boolean {
  return (
    sameGroups(left.replicas, right.replicas) &&
    sameNodes(left.incoming, right.incoming) &&
    sameNodes(left.outgoing, right.outgoing)
  );
}

function sameGroups(
  left: readonly (readonly NodeId[])[],
  right: readonly (readonly NodeId[])[],
): boolean {
  const groups = trimmed(right);
  return (
    left.length === groups.length && left.every((nodes, at) => sameNodes(nodes, groups[at] ?? []))
  );
}

function sameNodes(left: readonly NodeId[], right: readonly NodeId[]): boolean {
  return left.length === right.length && left.every((node, at) => node === right[at]);
}
