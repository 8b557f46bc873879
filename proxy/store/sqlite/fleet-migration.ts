import type { Database } from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
import type { NodeRecord, NodeState, Topology } from '../../../engine/cluster/topology.ts';
import {
  newPlacement,
  type Placement,
  type Revision,
} from '../../../engine/placement/placement.ts';
import { firstPlacement } from '../placement-change.ts';

/** A node as a topology had it that could not change. */
interface FixedNode {
  readonly id: string;
  readonly replicaGroup: number;
  readonly state: NodeState | 'degraded' | 'restoring' | 'removed';
}

type FixedTopology = Omit<Topology, 'nodes'> & { readonly nodes: readonly FixedNode[] };

/**
 * Makes of the one topology of a store a seed and a fleet that can change, and gives each index a
 * placement of its own: where rendezvous hashing over that topology had its documents.
 */
export function letShardsMove(database: Database): void {
  database.exec(schema);
  const topology = readTopology(database);
  const indexes = database
    .prepare<[], { uid: string; shards: number }>('SELECT uid, shards FROM indexes')
    .all();
  if (topology !== undefined) insertFleet(database, fleetOf(topology));
  if (indexes.length > 0) {
    const placedOn = placementTopology(must(topology, 'the topology that indexes were placed on'));
    for (const { uid, shards } of indexes) {
      insertPlacement(database, uid, newPlacement(placedOn, shards));
    }
  }
  database.exec('DROP TABLE topology');
}

const schema = `
  -- The newest revision of which the proxy uses nothing older.
  ALTER TABLE sessions ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE revisions ADD COLUMN fleet INTEGER NOT NULL DEFAULT 0;

  -- Placements are long and change seldom: they have a table of their own.
  ALTER TABLE indexes ADD COLUMN placement_version INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE placements (
    index_uid TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  UPDATE tasks SET previous = json_set(previous, '$.placementVersion', 0)
    WHERE previous IS NOT NULL;

  CREATE TABLE moves (
    index_uid TEXT NOT NULL,
    target TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (index_uid, target)
  ) STRICT, WITHOUT ROWID;

  -- The seed is the topology of the very first start.
  CREATE TABLE fleet (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    seed TEXT NOT NULL,
    version INTEGER NOT NULL,
    topology TEXT NOT NULL,
    paused INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE operations (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    status TEXT NOT NULL,
    fleet_version INTEGER NOT NULL,
    replicas_to_move INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
  ) STRICT;
  CREATE INDEX operations_running ON operations (fleet_version) WHERE status = 'running';
`;

function readTopology(database: Database): FixedTopology | undefined {
  const row = database
    .prepare<[], { document: string }>('SELECT document FROM topology WHERE only = 1')
    .get();
  return row === undefined ? undefined : JSON.parse(row.document);
}

/** The nodes that there are still, in states that there are still. Addresses were not stored. */
function fleetOf(topology: FixedTopology): Topology {
  return {
    ...topology,
    nodes: topology.nodes.flatMap(({ id, replicaGroup, state }): readonly NodeRecord[] => {
      if (state === 'removed') return [];
      const kept = state === 'degraded' || state === 'restoring' ? 'active' : state;
      return [{ id, address: '', replicaGroup, state: kept }];
    }),
  };
}

/** The nodes that had a place in the shard map: all but the joining ones, whether they failed or not. */
function placementTopology(topology: FixedTopology): Topology {
  const { nodes, ...rest } = fleetOf(topology);
  const placed = nodes.filter(({ state }) => state !== 'joining');
  return { ...rest, nodes: placed.map((node) => ({ ...node, state: 'active' })) };
}

function insertFleet(database: Database, topology: Topology): void {
  const document = JSON.stringify(topology);
  database
    .prepare<[string, string]>(
      'INSERT INTO fleet (only, seed, version, topology, paused) VALUES (1, ?, 1, ?, 0)',
    )
    .run(document, document);
  database.exec('UPDATE revisions SET newest = newest + 1, fleet = newest + 1');
}

function insertPlacement(database: Database, uid: string, placement: Placement): void {
  const next = database
    .prepare<[], { revision: Revision }>(
      'UPDATE revisions SET newest = newest + 1 RETURNING newest AS revision',
    )
    .get();
  const { revision } = must(next, 'the revision');
  database
    .prepare<[string, string]>('INSERT INTO placements (index_uid, document) VALUES (?, ?)')
    .run(uid, JSON.stringify(firstPlacement(placement, revision)));
  database
    .prepare<[Revision, Revision, string]>(
      'UPDATE indexes SET placement_version = ?, revision = ? WHERE uid = ?',
    )
    .run(revision, revision, uid);
}
