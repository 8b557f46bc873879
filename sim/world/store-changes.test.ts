import { describe, expect, test } from 'vitest';
import type { MoveRecord } from '../../engine/ports/move-store.ts';
import type { IndexRecord } from '../../engine/ports/task-store.ts';
import type { TriggeringEvent } from '../plan/trigger.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { duringSeconds } from '../testing/virtual-seconds.ts';
import { StoreChanges, type WatchedStore } from './store-changes.ts';

/** A store as it is to be looked at: tests change it, and say by which call. */
class ScriptedStore implements WatchedStore {
  revision = 0;
  indexes = new Map<string, IndexRecord>();
  moves: MoveRecord[] = [];
  sessions: number[] = [];

  async readShared(since: number): ReturnType<WatchedStore['readShared']> {
    if (since === this.revision) return null;
    const changed = [...this.indexes.values()].filter(({ updatedAt }) => Number(updatedAt) > since);
    const uids = [...this.indexes.keys()];
    return {
      revision: this.revision,
      changed,
      uids,
      behind: null,
      fleet: null,
      keys: null,
      features: null,
      network: null,
    };
  }

  async listMoves(): Promise<readonly MoveRecord[]> {
    return this.moves;
  }

  async listSessions(): ReturnType<WatchedStore['listSessions']> {
    return this.sessions.map((session) => ({ session, proxy: 'p0', renewals: 0, adopted: 0 }));
  }

  /** Stores an index whose only shard is on `node`, placed at `version`. */
  put(uid: string, node: string, version: number): void {
    this.revision += 1;
    const shard = { replicas: [[node]], incoming: [], outgoing: [], version };
    this.indexes.set(uid, {
      uid,
      acceptedName: uid,
      name: uid,
      shards: 1,
      accepted: true,
      acceptedPrimaryKey: null,
      written: false,
      newestTask: 1,
      placementVersion: version,
      visible: true,
      primaryKey: null,
      createdAt: '',
      updatedAt: String(this.revision),
      settings: '{}',
      placement: { version, hosts: [node], shards: [shard] },
    });
  }

  forget(uid: string): void {
    this.revision += 1;
    this.indexes.delete(uid);
  }
}

function move(target: string, phase: MoveRecord['phase'], copied = 0): MoveRecord {
  const place = { offset: 0, lastId: null };
  const sizes = { place, since: 1, copied, copiedBytes: 0, documents: 9, startedAt: '' };
  return { indexUid: 'books', target, source: 'n0', shards: [0], phase, ...sizes };
}

interface Stage {
  readonly store: ScriptedStore;
  readonly kernel: Kernel;
  /** Tells that a proxy has called. */
  readonly call: (
    operation: string,
    parameters: readonly unknown[],
    value?: unknown,
  ) => Promise<void>;
}

async function watched(
  act: (stage: Stage) => Promise<void>,
): Promise<{ changes: StoreChanges; triggered: readonly TriggeringEvent[] }> {
  return duringSeconds(1, (kernel) => {
    const store = new ScriptedStore();
    const triggered: TriggeringEvent[] = [];
    const triggers = { happened: (event: TriggeringEvent) => triggered.push(event) };
    const changes = new StoreChanges(store, { kernel, triggers });
    const call: Stage['call'] = (operation, parameters, value = true) =>
      changes.look({ proxy: 'p1', operation, parameters, value });
    act({ store, kernel, call }).catch((error: unknown) => kernel.failWith(error));
    return { changes, triggered };
  });
}

const owned = { session: 7, uid: 1 };
const claim = { session: 7, indexUid: 'books' };

describe('placements', () => {
  test('are noted when they are new, and when their index is forgotten', async () => {
    const { changes, triggered } = await watched(async ({ store, call }) => {
      store.put('books', 'n0', 1);
      await call('registerTask', [{ session: 7 }]);
      store.put('books', 'n0', 1);
      await call('settleTask', [owned]);
      await call('settleTask', [owned]);
      store.put('books', 'n3', 5);
      await call('changePlacement', [claim]);
      store.forget('books');
      await call('settleTask', [owned]);
    });
    const seen = changes.placements.map(({ index, placement }) => [index, placement?.version]);
    expect(seen).toEqual([
      ['books', 1],
      ['books', 5],
      ['books', undefined],
    ]);
    expect(changes.placements[1]?.placement).toEqual({
      version: 5,
      hosts: ['n3'],
      shards: [{ replicas: [['n3']], incoming: [], outgoing: [] }],
    });
    expect(triggered).toEqual([{ event: 'placement' }, { event: 'placement' }]);
  });
});

describe('moves', () => {
  test('are noted step by step, with whose they are', async () => {
    const { changes, triggered } = await watched(async ({ store, call }) => {
      store.moves = [move('n3', 'dual-write')];
      await call('saveMove', [claim, move('n3', 'dual-write')]);
      await call('saveMove', [claim, move('n3', 'copy')], false);
      store.moves = [move('n3', 'copy')];
      await call('saveMove', [{ ...claim, session: 9 }, move('n3', 'copy')]);
      store.moves = [move('n3', 'copy', 5)];
      await call('saveMove', [{ ...claim, session: 9 }, move('n3', 'copy', 5)]);
      store.moves = [];
      await call('endMove', [{ ...claim, session: 9 }, 'n3']);
    });
    const seen = changes.moves.map(({ session, phase, shards }) => [session, phase, shards]);
    expect(seen).toEqual([
      [7, 'dual-write', [0]],
      [9, 'copy', [0]],
      [9, 'copy', [0]],
      [9, 'ended', []],
    ]);
    expect(triggered.length).toBe(4);
    expect(triggered.at(-1)).toEqual({ event: 'move', phase: 'ended' });
  });

  test('end with their index', async () => {
    const { changes } = await watched(async ({ store, call }) => {
      store.put('books', 'n0', 1);
      await call('registerTask', [{ session: 7 }]);
      store.moves = [move('n3', 'copy')];
      await call('saveMove', [claim]);
      store.forget('books');
      store.moves = [];
      await call('settleTask', [owned]);
    });
    expect(changes.moves.map(({ phase }) => phase)).toEqual(['copy', 'ended']);
  });
});

describe('claims', () => {
  test('are noted when they are got and given back, not when they are gone on with', async () => {
    const { changes } = await watched(async ({ call }) => {
      await call('claimRepair', [claim, []], []);
      await call('claimRepair', [claim, []], []);
      await call('claimRepair', [{ ...claim, session: 8 }, []], null);
      await call('endRepair', [claim, 'turn'], undefined);
      await call('endRepair', [{ ...claim, session: 8 }, 'claim'], undefined);
      await call('endRepair', [claim, 'claim'], undefined);
    });
    expect(changes.claims.map(({ session, change }) => [session, change])).toEqual([
      [7, 'claimed'],
      [7, 'ended'],
    ]);
  });

  test('end with their session', async () => {
    const { changes } = await watched(async ({ store, call }) => {
      store.sessions = [7, 8];
      await call('claimRepair', [claim, []], []);
      await call('claimRepair', [{ session: 8, indexUid: 'songs' }, []], []);
      await call('endSession', [{ session: 6 }]);
      store.sessions = [8];
      await call('endSession', [{ session: 7 }]);
    });
    expect(changes.claims.map(({ index, change }) => [index, change])).toEqual([
      ['books', 'claimed'],
      ['songs', 'claimed'],
      ['books', 'ended'],
    ]);
  });

  test('of two sessions at once are both noted: that is for a checker to find', async () => {
    const { changes } = await watched(async ({ call }) => {
      await call('claimRepair', [claim, []], []);
      await call('claimRepair', [{ ...claim, session: 8 }, []], []);
    });
    expect(changes.claims.map(({ change }) => change)).toEqual(['claimed', 'claimed']);
  });
});

test('a call without a session to note ends the run', async () => {
  const unnamed = watched(async ({ store, call }) => {
    store.moves = [move('n3', 'copy')];
    await call('saveMove', [{ indexUid: 'books' }]);
  });
  await expect(unnamed).rejects.toThrow('the session of saveMove');
});
