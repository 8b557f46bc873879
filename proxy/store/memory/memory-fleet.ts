import type { Topology } from '../../../engine/cluster/topology.ts';
import type {
  FleetChange,
  FleetOperation,
  FleetRecord,
} from '../../../engine/ports/fleet-store.ts';
import type { MemoryRevisions } from './memory-revisions.ts';

/** The fleet of a {@link MemoryStore} and its operations. */
export class MemoryFleet {
  readonly #revisions: MemoryRevisions;
  #known: { readonly seed: Topology; readonly fleet: FleetRecord } | undefined;
  /** In order of their numbers, from 1. */
  #operations: readonly FleetOperation[] = [];

  constructor(revisions: MemoryRevisions) {
    this.#revisions = revisions;
  }

  initialize(seed: Topology): { seed: Topology; fleet: FleetRecord } {
    if (this.#known !== undefined) return this.#known;
    const topology = structuredClone(seed);
    this.#known = { seed: topology, fleet: { version: 1, topology, paused: false } };
    this.#revisions.noteFleet();
    return this.#known;
  }

  /** The fleet of now; null before it is initialized. */
  current(): FleetRecord | null {
    return this.#known?.fleet ?? null;
  }

  change(change: FleetChange): { operation: FleetOperation | null } | null {
    const { expected, paused, operation } = change;
    if (this.#known?.fleet.version !== expected) return null;
    const version = expected + 1;
    const topology = structuredClone(change.topology);
    this.#known = { seed: this.#known.seed, fleet: { version, topology, paused } };
    this.#revisions.noteFleet();
    return { operation: operation === null ? null : this.#begin(operation, version) };
  }

  list(limit: number): readonly FleetOperation[] {
    return this.#operations.toReversed().slice(0, limit);
  }

  get(id: number): FleetOperation | undefined {
    return this.#operations.find((operation) => operation.id === id);
  }

  finish(fleetVersion: number, finishedAt: string): number {
    return this.#end('succeeded', finishedAt, fleetVersion);
  }

  #begin(operation: NonNullable<FleetChange['operation']>, fleetVersion: number): FleetOperation {
    const { kind, subject, replicasToMove, startedAt } = operation;
    this.#end('superseded', startedAt, fleetVersion);
    const begun: FleetOperation = {
      id: this.#operations.length + 1,
      kind,
      subject,
      status: 'running',
      fleetVersion,
      replicasToMove,
      startedAt,
      finishedAt: null,
    };
    this.#operations = [...this.#operations, begun];
    return begun;
  }

  /** Ends what runs of this fleet or an earlier one; answers how many. */
  #end(status: FleetOperation['status'], finishedAt: string, fleetVersion: number): number {
    const isEnding = (operation: FleetOperation): boolean =>
      operation.status === 'running' && operation.fleetVersion <= fleetVersion;
    const ending = this.#operations.filter(isEnding);
    this.#operations = this.#operations.map((operation) =>
      isEnding(operation) ? { ...operation, status, finishedAt } : operation,
    );
    return ending.length;
  }
}
