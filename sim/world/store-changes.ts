import { must } from '../../engine/base/assert.ts';
import type { Placement, Revision } from '../../engine/placement/placement.ts';
import type { MoveRecord } from '../../engine/ports/move-store.ts';
import type { RepairClaim } from '../../engine/ports/repair-store.ts';
import type { SessionId } from '../../engine/ports/session.ts';
import type { IndexRecord, TaskStore } from '../../engine/ports/task-store.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClaimEvent, MoveEvent, NameEvent, PlacementEvent } from '../trace/record.ts';
import type { Triggers } from './triggers.ts';

/** What is read of the store, past its link. */
export type WatchedStore = Pick<TaskStore, 'readShared' | 'listMoves' | 'listSessions'>;

/** A call to the store that has been carried out. */
export interface StoreCallDone {
  readonly proxy: string;
  readonly operation: string;
  readonly parameters: readonly unknown[];
  /** What the store answered. */
  readonly value: unknown;
}

/** What the history of the store needs of the world. */
export interface ChangesScope {
  readonly kernel: Kernel;
  readonly triggers: Pick<Triggers, 'happened'>;
}

/** Calls after which an index may have another placement, or be forgotten. */
const placingOperations: ReadonlySet<string> = new Set([
  'registerTask',
  'changePlacement',
  'settleTask',
  'abandonTask',
  'withdrawTask',
]);

/**
 * What the store held from when on, found out by looking at it after each call that may have changed
 * it. Engines are not asked: what they say of themselves may be what is wrong.
 */
export class StoreChanges {
  readonly placements: PlacementEvent[] = [];
  readonly names: NameEvent[] = [];
  readonly moves: MoveEvent[] = [];
  readonly claims: ClaimEvent[] = [];
  readonly #store: WatchedStore;
  readonly #scope: ChangesScope;
  /** Up to where the store has been read. */
  #revision: Revision = 0;
  /** The version of the placement of each index. */
  readonly #versions = new Map<string, Revision>();
  /** The names of each index. */
  readonly #names = new Map<string, NameEvent>();
  /** The moves that are under way, by index and target. */
  #underWay: ReadonlyMap<string, MoveRecord> = new Map();
  /** Who has the claim of each index: the store does not list claims, but it says who gets them. */
  readonly #holders = new Map<string, { readonly proxy: string; readonly session: SessionId }>();

  constructor(store: WatchedStore, scope: ChangesScope) {
    this.#store = store;
    this.#scope = scope;
  }

  /** Notes what `call` has changed. To be called before anything else happens. */
  async look(call: StoreCallDone): Promise<void> {
    try {
      if (placingOperations.has(call.operation)) await this.#lookAtPlacements(call);
      else await this.#lookAtMovement(call);
    } catch (error) {
      // The store would have answered: it is the harness that is broken.
      this.#scope.kernel.failWith(error);
    }
  }

  async #lookAtMovement(call: StoreCallDone): Promise<void> {
    switch (call.operation) {
      case 'saveMove':
      case 'endMove':
        await this.#lookAtMoves(call);
        break;
      case 'claimRepair':
        if (call.value !== null) this.#claimed(claimOf(call), call.proxy);
        break;
      case 'endRepair':
        if (call.parameters[1] === 'claim') this.#givenBack(claimOf(call));
        break;
      case 'openSession':
      case 'endSession':
        await this.#lookAtSessions();
        break;
      default:
    }
  }

  async #lookAtPlacements(call: StoreCallDone): Promise<void> {
    const shared = await this.#store.readShared(this.#revision);
    if (shared === null) return;
    this.#revision = shared.revision;
    for (const record of shared.changed) this.#noteNames(record);
    for (const { uid, placement } of shared.changed) {
      if (this.#versions.get(uid) === placement.version) continue;
      this.#versions.set(uid, placement.version);
      this.#notePlacement(uid, placement);
      this.#scope.triggers.happened({ event: 'placement' });
    }
    const left = new Set(shared.uids);
    const forgotten = [...this.#versions.keys()].filter((uid) => !left.has(uid));
    for (const uid of forgotten) {
      this.#versions.delete(uid);
      this.#names.delete(uid);
      this.#notePlacement(uid, null);
    }
    if (forgotten.length > 0) await this.#lookAtMoves(call);
  }

  #noteNames({ uid: index, acceptedName, name, newestTask: task }: IndexRecord): void {
    const known = this.#names.get(index);
    if (known?.acceptedName === acceptedName && known.name === name) return;
    const event = { at: this.#scope.kernel.now, index, acceptedName, name, task };
    this.#names.set(index, event);
    this.names.push(event);
  }

  #notePlacement(index: string, placement: Placement | null): void {
    this.placements.push({
      at: this.#scope.kernel.now,
      index,
      placement: placement && {
        version: placement.version,
        hosts: placement.hosts,
        shards: placement.shards.map(({ replicas, incoming, outgoing }) => {
          return { replicas, incoming, outgoing };
        }),
      },
    });
  }

  async #lookAtMoves(call: StoreCallDone): Promise<void> {
    const before = this.#underWay;
    const all = await this.#store.listMoves();
    const now = new Map(all.map((move) => [`${move.indexUid} ${move.target}`, move]));
    this.#underWay = now;
    for (const [name, move] of now) {
      if (JSON.stringify(move) === JSON.stringify(before.get(name))) continue;
      this.#noteMove(call, move, move.phase);
    }
    for (const [name, move] of before) {
      if (!now.has(name)) this.#noteMove(call, { ...move, shards: [] }, 'ended');
    }
  }

  #noteMove(call: StoreCallDone, move: MoveRecord, phase: MoveEvent['phase']): void {
    const { indexUid: index, target, shards } = move;
    const { proxy } = call;
    const session = sessionOf(call);
    this.moves.push({ at: this.#scope.kernel.now, proxy, session, index, target, shards, phase });
    this.#scope.triggers.happened({ event: 'move', phase });
  }

  #claimed({ session, indexUid }: RepairClaim, proxy: string): void {
    if (this.#holders.get(indexUid)?.session === session) return;
    this.#holders.set(indexUid, { proxy, session });
    this.#noteClaim(indexUid, { proxy, session }, 'claimed');
  }

  #givenBack({ session, indexUid }: RepairClaim): void {
    const holder = this.#holders.get(indexUid);
    if (holder?.session !== session) return;
    this.#holders.delete(indexUid);
    this.#noteClaim(indexUid, holder, 'ended');
  }

  /** Claims end with their session. */
  async #lookAtSessions(): Promise<void> {
    if (this.#holders.size === 0) return;
    const open = new Set((await this.#store.listSessions()).map(({ session }) => session));
    for (const [indexUid, { session }] of this.#holders) {
      if (!open.has(session)) this.#givenBack({ session, indexUid });
    }
  }

  #noteClaim(
    index: string,
    { proxy, session }: { readonly proxy: string; readonly session: SessionId },
    change: ClaimEvent['change'],
  ): void {
    this.claims.push({ at: this.#scope.kernel.now, proxy, session, index, change });
  }
}

/** The session in whose name a call was made: its first parameter has it. */
function sessionOf({ operation, parameters: [first] }: StoreCallDone): SessionId {
  const hasSession = typeof first === 'object' && first !== null && 'session' in first;
  const session = hasSession && typeof first.session === 'number' ? first.session : undefined;
  return must(session, `the session of ${operation}`);
}

function claimOf(call: StoreCallDone): RepairClaim {
  const [first] = call.parameters;
  const hasIndex = typeof first === 'object' && first !== null && 'indexUid' in first;
  const indexUid = hasIndex && typeof first.indexUid === 'string' ? first.indexUid : undefined;
  return {
    session: sessionOf(call),
    indexUid: must(indexUid, `the index of ${call.operation}`),
  };
}
