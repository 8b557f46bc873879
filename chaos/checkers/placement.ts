import type { Micros } from '../../sim/trace/operation.ts';
import type { FleetShape, PlacementEvent, RunRecord } from '../../sim/trace/record.ts';
import { PlacementVersion } from './placement-version.ts';
import { shardFor, wantedReplicas } from './rendezvous.ts';

/**
 * Where documents belong and belonged. The shard of a document is worked out here; which nodes had it
 * at which time is what the store said, for other checkers to doubt. An index of which the store
 * never said anything is where the fleet as it was planned would have it.
 */
export class Placement {
  readonly shards: number;
  readonly #versions: ReadonlyMap<string, readonly PlacementVersion[]>;
  readonly #planned: readonly PlacementVersion[];
  readonly #shardOf = new Map<string, number>();

  constructor({ fleet, placements }: Pick<RunRecord, 'fleet' | 'placements'>) {
    this.shards = fleet.shards;
    this.#planned = [plannedVersion(fleet)];
    const byIndex = Map.groupBy(placements, ({ index }) => index);
    this.#versions = new Map(
      [...byIndex].map(([index, events]) => [index, versionsOf(events)] as const),
    );
  }

  /** The shard of a document; hashed once for each id. */
  shardOf(id: string): number {
    let shard = this.#shardOf.get(id);
    if (shard === undefined) {
      shard = shardFor(id, this.shards);
      this.#shardOf.set(id, shard);
    }
    return shard;
  }

  /** The indexes of which the store told where they are, in the order in which they began. */
  get indexes(): readonly string[] {
    return [...this.#versions.keys()];
  }

  /** All versions of an index, in order; at least one. */
  versions(index: string): readonly PlacementVersion[] {
    const versions = this.#versions.get(index) ?? [];
    return versions.length > 0 ? versions : this.#planned;
  }

  /**
   * The versions that were in force at some time from `from` to `until`, in order. If none was, since
   * the index was not there, the one that was last in force before, or else the first: at least one.
   */
  versionsBetween(index: string, from: Micros, until: Micros): readonly PlacementVersion[] {
    const versions = this.versions(index);
    if (versions.length === 1) return versions;
    const own = versions.filter((version) => version.from <= until && version.until >= from);
    return own.length > 0 ? own : [this.versionAt(index, until)];
  }

  /** The version in force, or last in force before, or else the first. */
  versionAt(index: string, at: Micros): PlacementVersion {
    const versions = this.versions(index);
    const version = versions.findLast(({ from }) => from <= at) ?? versions[0];
    if (version === undefined) throw new Error(`index ${index} has no placement`);
    return version;
  }

  /** The version that is in force in the end, or was when the index was forgotten. */
  lastVersion(index: string): PlacementVersion {
    return this.versionAt(index, Infinity);
  }

  /** The replicas of a shard in the end, over all groups. */
  lastReplicas(index: string, shard: number): readonly string[] {
    return this.lastVersion(index).replicas(shard).flat();
  }
}

/** `events` of one index, in order. */
function versionsOf(events: readonly PlacementEvent[]): readonly PlacementVersion[] {
  return events.flatMap(({ at, placement }, place) => {
    if (placement === null) return [];
    const isFirst = (events[place - 1]?.placement ?? null) === null;
    const until = events[place + 1]?.at ?? Infinity;
    return [new PlacementVersion({ ...placement, from: at, until, isFirst })];
  });
}

function plannedVersion(fleet: FleetShape): PlacementVersion {
  return new PlacementVersion({
    from: -Infinity,
    until: Infinity,
    hosts: fleet.nodes.map(({ id }) => id),
    shards: Array.from({ length: fleet.shards }, (_, shard) => {
      return { replicas: wantedReplicas(fleet, shard), incoming: [], outgoing: [] };
    }),
    isFirst: true,
  });
}
