import { must } from '../../../engine/base/assert.ts';
import type { Topology } from '../../../engine/cluster/topology.ts';
import type {
  FleetChange,
  FleetOperation,
  FleetRecord,
} from '../../../engine/ports/fleet-store.ts';
import type { RevisionRow } from './revision-row.ts';
import { fleetOf, operationOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The fleet and its operations in a SQLite store. To be used inside a transaction. */
export class FleetRows {
  readonly #statements: Statements;
  readonly #revisions: RevisionRow;

  constructor(statements: Statements, revisions: RevisionRow) {
    this.#statements = statements;
    this.#revisions = revisions;
  }

  initialize(seed: Topology): { seed: Topology; fleet: FleetRecord } {
    const document = JSON.stringify(seed);
    const { changes } = this.#statements.insertFleet.run({ seed: document, topology: document });
    if (changes === 1) this.#revisions.noteFleet();
    const row = must(this.#statements.selectFleet.get(), 'the fleet');
    return { seed: JSON.parse(row.seed), fleet: fleetOf(row) };
  }

  /** The fleet of now; null before it is initialized. */
  current(): FleetRecord | null {
    const row = this.#statements.selectFleet.get();
    return row === undefined ? null : fleetOf(row);
  }

  change(change: FleetChange): { operation: FleetOperation | null } | null {
    const { expected, topology, paused, operation } = change;
    const changed = this.#statements.changeFleet.get({
      expected,
      topology: JSON.stringify(topology),
      paused: Number(paused),
    });
    if (changed === undefined) return null;
    this.#revisions.noteFleet();
    return { operation: operation === null ? null : this.#begin(operation, changed.version) };
  }

  list(limit: number): readonly FleetOperation[] {
    return this.#statements.selectOperations.all(limit).map(operationOf);
  }

  get(id: number): FleetOperation | undefined {
    const row = this.#statements.selectOperation.get(id);
    return row === undefined ? undefined : operationOf(row);
  }

  finish(fleetVersion: number, finishedAt: string): number {
    return this.#statements.finishOperations.run(finishedAt, fleetVersion).changes;
  }

  #begin(operation: NonNullable<FleetChange['operation']>, fleetVersion: number): FleetOperation {
    const { kind, subject, replicasToMove, startedAt } = operation;
    this.#statements.supersedeOperations.run(startedAt);
    const row = this.#statements.insertOperation.get({
      kind,
      subject,
      fleet_version: fleetVersion,
      replicas_to_move: replicasToMove,
      started_at: startedAt,
    });
    return operationOf(must(row, 'the new operation'));
  }
}
