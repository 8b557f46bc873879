import type { Topology } from '../../../engine/cluster/topology.ts';
import { newPlacement, type Placement } from '../../../engine/placement/placement.ts';
import type { KeyRecord } from '../../../engine/ports/key-store.ts';
import type { MoveRecord, PlacementChange } from '../../../engine/ports/move-store.ts';
import type { BehindReplica } from '../../../engine/ports/repair-store.ts';
import type {
  IndexAcceptance,
  IndexAppearance,
  NodeTask,
  Settlement,
  TaskDraft,
  TaskPage,
} from '../../../engine/ports/task-store.ts';

/** A time in the first hour of 2030: `minute` after the full hour. */
export function at(minute: number): string {
  return `2030-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
}

/** The same time in milliseconds since 1970. */
export function atMs(minute: number): number {
  return Date.UTC(2030, 0, 1, 0, minute);
}

export function draft(changes: Partial<TaskDraft> = {}): TaskDraft {
  return {
    indexUid: 'movies',
    type: 'documentAdditionOrUpdate',
    enqueuedAt: at(0),
    details: '{"receivedDocuments":1,"indexedDocuments":null}',
    error: null,
    effect: { kind: 'touch-index', primaryKey: 'id' },
    foregone: null,
    ...changes,
  };
}

export function acceptance(changes: Partial<IndexAcceptance> = {}): IndexAcceptance {
  return {
    uid: 'movies',
    shards: 64,
    accepted: true,
    acceptedPrimaryKey: 'id',
    written: true,
    ...changes,
  };
}

export function appearance(changes: Partial<IndexAppearance> = {}): IndexAppearance {
  return {
    uid: 'movies',
    visible: true,
    primaryKey: 'id',
    createdAt: at(1),
    updatedAt: at(2),
    settings: '{"synonyms":{}}',
    ...changes,
  };
}

export function nodeTask(changes: Partial<NodeTask> = {}): NodeTask {
  return { node: 'meili-0', taskUid: 7, shards: [0, 3], status: 'succeeded', ...changes };
}

export function behind(changes: Partial<BehindReplica> = {}): BehindReplica {
  return {
    indexUid: 'movies',
    shard: 3,
    node: 'meili-1',
    since: 5,
    reason: 'not-acknowledged',
    ...changes,
  };
}

export function settlement(changes: Partial<Settlement> = {}): Settlement {
  return {
    status: 'succeeded',
    startedAt: at(1),
    finishedAt: at(2),
    details: '{"receivedDocuments":1,"indexedDocuments":1}',
    error: null,
    nodeTasks: [nodeTask()],
    behind: [],
    ...changes,
  };
}

export function page(changes: Partial<TaskPage> = {}): TaskPage {
  return { filter: {}, from: null, limit: 20, reverse: false, ...changes };
}

export const topology: Topology = {
  replicaGroups: 1,
  replicationFactor: 2,
  shards: 64,
  nodes: ['meili-0', 'meili-1'].map((id) => ({
    id,
    address: `http://${id}:7700`,
    replicaGroup: 0,
    state: 'active',
  })),
};

/** Where an index of {@link acceptance} goes: all of its shards are on both nodes. */
export function placement(): Placement {
  return newPlacement(topology, acceptance().shards);
}

/** What gives shard 3 to `meili-2`, if it is made for the version that is there. */
export function placementChange(
  expected: number,
  changes: Partial<PlacementChange> = {},
): PlacementChange {
  const incoming = ['meili-2'];
  const shards = [{ shard: 3, replicas: [['meili-0', 'meili-1']], incoming, outgoing: [] }];
  return { expected, shards, marks: [], repaired: [], ...changes };
}

export function move(changes: Partial<MoveRecord> = {}): MoveRecord {
  return {
    indexUid: 'movies',
    target: 'meili-2',
    source: 'meili-0',
    shards: [3, 5],
    phase: 'dual-write',
    since: 12,
    place: { offset: 400, lastId: 'é/400' },
    copied: 400,
    copiedBytes: 123_456,
    documents: 900,
    startedAt: at(1),
    ...changes,
  };
}

/** The key with this number, which anybody may have made. */
export function keyRecord(number: number): KeyRecord {
  return {
    uid: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    name: `key ${number}`,
    description: null,
    actions: ['search', 'documents.*'],
    indexes: ['movies', 'b*'],
    expiresAt: null,
    createdAt: at(number),
    updatedAt: at(number),
  };
}
