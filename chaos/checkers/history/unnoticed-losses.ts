import type { Micros } from '../../../sim/trace/operation.ts';
import type { FaultEvent } from '../../../sim/trace/record.ts';
import type { Placement } from '../placement.ts';

/** A read, from when it was sent to when it was answered. */
interface ReadSpan {
  readonly invokedAt: Micros;
  readonly endedAt: Micros;
}

/** A time in which a node lacks what it had, and nobody can know. */
interface Loss {
  readonly node: string;
  readonly from: Micros;
  readonly until: Micros;
}

/**
 * How long it may take until a read shows no more that a node went back: the longest until its health
 * is asked for (an interval and a timeout), and until a read that was under way ends (a node timeout).
 */
export const noticeMicros = 1_000_000 + 400_000 + 1_500_000;

/**
 * What nodes lost without anybody's knowing yet. A node that was wiped or restored is noticed soon;
 * what rots is not before replicas are compared, so that nothing is promised to who reads it after.
 */
export class UnnoticedLosses {
  readonly #losses: readonly Loss[];
  readonly #placement: Placement;

  constructor(faults: readonly FaultEvent[], placement: Placement) {
    this.#placement = placement;
    this.#losses = faults.flatMap(({ kind, target: node, at }): Loss[] => {
      const isNoticed = kind === 'wipe' || kind === 'restore';
      if (isNoticed) return [{ node, from: at, until: at + noticeMicros }];
      return kind === 'rot' ? [{ node, from: at, until: Infinity }] : [];
    });
  }

  /** Whether a read may have been answered by a replica of a shard that lacked something meanwhile. */
  touches(read: ReadSpan, index: string, shard: number): boolean {
    return this.#during(read).some(({ node }) =>
      this.#versions(read, index).some((version) => version.isReplica(node, shard)),
    );
  }

  /** Whether a read may have been answered by a host of an index that lacked something meanwhile. */
  touchesHost(read: ReadSpan, index: string): boolean {
    return this.#during(read).some(({ node }) =>
      this.#versions(read, index).some(({ hosts }) => hosts.includes(node)),
    );
  }

  #during({ endedAt }: ReadSpan): readonly Loss[] {
    return this.#losses.filter(({ from, until }) => endedAt >= from && endedAt <= until);
  }

  #versions({ invokedAt, endedAt }: ReadSpan, index: string): ReturnType<Placement['versions']> {
    return this.#placement.versionsBetween(index, invokedAt, endedAt);
  }
}
