import { must } from '../../../base/assert.ts';
import type { NodeId, NodeState, ShardId, Topology } from '../../../cluster/topology.ts';
import {
  desiredReplicas,
  newPlacement,
  type ShardPlacement,
} from '../../../placement/placement.ts';
import {
  type Agenda,
  agendaOf,
  isSettled,
  type NextPlacement,
  withIncoming,
  withoutOutgoing,
  withReplica,
} from '../shard-moves.ts';

/** A change of one shard, as a proxy could make it. */
export interface ShardStep {
  readonly kind: 'release' | 'begin' | 'activate' | 'clean';
  readonly shard: ShardId;
  readonly after: NextPlacement;
}

/** The shards of an index in a fleet that changes, moved one step at a time, in any order. */
export class MovingShards {
  places: readonly NextPlacement[];
  topology: Topology;

  /** Begins with every shard where `topology` wants it. */
  constructor(topology: Topology, shards: number) {
    this.topology = topology;
    this.places = newPlacement(topology, shards).shards.map(withoutVersion);
  }

  agenda(): Agenda {
    const shards = this.places.map((place) => ({ ...place, version: 0 }));
    return agendaOf({ version: 0, hosts: [], shards }, this.desired(), this.isMember);
  }

  /** Every step that can be taken now. */
  steps(): readonly ShardStep[] {
    const { releases, wanted, underWay, outgoing } = this.agenda();
    const desired = this.desired();
    return [
      ...[...releases].flatMap(([shard, after]): ShardStep[] =>
        this.#mayRelease(shard, after) ? [{ kind: 'release', shard, after }] : [],
      ),
      ...wanted
        .filter(({ shard }) => this.hasSource(shard))
        .map(({ shard, target }): ShardStep => {
          return { kind: 'begin', shard, after: withIncoming(this.placeOf(shard), target) };
        }),
      ...underWay
        .filter(({ shard, target }) => {
          return this.hasSource(shard) && this.placeOf(shard).incoming.includes(target);
        })
        .map(({ shard, target }): ShardStep => {
          const groups = must(desired[shard], 'shard');
          const after = withReplica(this.placeOf(shard), target, groups, this.isMember);
          return { kind: 'activate', shard, after };
        }),
      ...[...outgoing]
        .filter(([node]) => this.stateOf(node) !== 'failed')
        .flatMap(([node, shards]) =>
          shards
            .filter((shard) => this.placeOf(shard).outgoing.includes(node))
            .map((shard): ShardStep => {
              return { kind: 'clean', shard, after: withoutOutgoing(this.placeOf(shard), node) };
            }),
        ),
    ];
  }

  take({ shard, after }: ShardStep): void {
    this.places = this.places.map((place, at) => (at === shard ? after : place));
  }

  placeOf(shard: ShardId): NextPlacement {
    return must(this.places[shard], 'shard');
  }

  /** Whether a replica could be copied from: its node is a part of the fleet and was not given up. */
  hasSource(shard: ShardId): boolean {
    return this.placeOf(shard).replicas.flat().some(this.isUsable);
  }

  desired(): readonly (readonly (readonly NodeId[])[])[] {
    return desiredReplicas(this.topology, this.places.length);
  }

  /** Whether nothing is left to be done but on nodes that were given up. */
  isSettled(): boolean {
    return isSettled(this.agenda(), (node) => this.stateOf(node) === 'failed');
  }

  stateOf(node: NodeId): NodeState | undefined {
    return this.topology.nodes.find(({ id }) => id === node)?.state;
  }

  readonly isMember = (node: NodeId): boolean => this.stateOf(node) !== undefined;

  readonly isUsable = (node: NodeId): boolean =>
    this.isMember(node) && this.stateOf(node) !== 'failed';

  /** A replica is let go only if those that stay lack nothing, as one that was given up does. */
  #mayRelease(shard: ShardId, after: NextPlacement): boolean {
    const stays = after.replicas.flat();
    const loses = this.placeOf(shard)
      .replicas.flat()
      .some((node) => !stays.includes(node));
    return !loses || stays.every(this.isUsable);
  }
}

function withoutVersion({ replicas, incoming, outgoing }: ShardPlacement): NextPlacement {
  return { replicas, incoming, outgoing };
}
