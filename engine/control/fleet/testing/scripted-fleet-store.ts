import type { Topology } from '../../../cluster/topology.ts';
import type { FleetChange, FleetOperation, FleetRecord } from '../../../ports/fleet-store.ts';
import type { MoveRecord } from '../../../ports/move-store.ts';
import type { TaskStore } from '../../../ports/task-store.ts';

/** A store of the fleet and its operations, which others may forestall. */
export class ScriptedFleetStore {
  fleet: FleetRecord;
  readonly operations: FleetOperation[] = [];
  readonly #moves: readonly MoveRecord[];
  /** What others do just before the next changes, one after another. */
  readonly forestalled: ((fleet: FleetRecord) => FleetRecord)[] = [];

  constructor(topology: Topology, moves: readonly MoveRecord[]) {
    this.fleet = { version: 1, topology, paused: false };
    this.#moves = moves;
  }

  /** The same as a store, which throws when it is asked for anything else. */
  asTaskStore(): TaskStore {
    return new Proxy<TaskStore>(Object.create(null), {
      get: (_target, name): unknown => {
        const method: unknown = Reflect.get(this, name);
        if (typeof method !== 'function') throw new Error(`nobody should ask for ${String(name)}`);
        return method.bind(this);
      },
    });
  }

  async changeFleet(change: FleetChange): Promise<{ operation: FleetOperation | null } | null> {
    const other = this.forestalled.shift();
    if (other !== undefined) {
      this.fleet = { ...other(this.fleet), version: this.fleet.version + 1 };
    }
    if (change.expected !== this.fleet.version) return null;
    const { topology, paused } = change;
    this.fleet = { version: this.fleet.version + 1, topology, paused };
    if (change.operation === null) return { operation: null };
    for (const [place, operation] of this.operations.entries()) {
      if (operation.status !== 'running') continue;
      this.operations[place] = { ...operation, status: 'superseded' };
    }
    const operation: FleetOperation = {
      ...change.operation,
      id: this.operations.length + 1,
      status: 'running',
      fleetVersion: this.fleet.version,
      finishedAt: null,
    };
    this.operations.push(operation);
    return { operation };
  }

  async listOperations(limit: number): Promise<readonly FleetOperation[]> {
    return this.operations.toReversed().slice(0, limit);
  }

  async getOperation(id: number): Promise<FleetOperation | undefined> {
    return this.operations.find((operation) => operation.id === id);
  }

  async listMoves(): Promise<readonly MoveRecord[]> {
    return this.#moves;
  }

  /** The running operation ends. */
  finish(): void {
    const operation = this.operations.at(-1);
    if (operation === undefined) return;
    this.operations[this.operations.length - 1] = { ...operation, status: 'succeeded' };
  }
}
