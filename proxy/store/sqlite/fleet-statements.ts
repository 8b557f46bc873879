import type { Database } from 'better-sqlite3';
import type { FleetRow, OperationRow } from './rows.ts';

interface MoveRow {
  readonly index_uid: string;
  readonly target: string;
  /** The move as JSON. */
  readonly document: string;
}

/** The statements about the fleet, its operations and the moves of shards. */
export function prepareFleetStatements(database: Database) {
  return {
    insertFleet: database.prepare<Pick<FleetRow, 'seed' | 'topology'>>(
      `INSERT INTO fleet (only, seed, version, topology, paused)
       VALUES (1, @seed, 1, @topology, 0) ON CONFLICT DO NOTHING`,
    ),
    selectFleet: database.prepare<[], FleetRow>(
      'SELECT seed, version, topology, paused FROM fleet WHERE only = 1',
    ),
    changeFleet: database.prepare<
      Pick<FleetRow, 'topology' | 'paused'> & { expected: number },
      Pick<FleetRow, 'version'>
    >(
      `UPDATE fleet SET version = version + 1, topology = @topology, paused = @paused
       WHERE only = 1 AND version = @expected RETURNING version`,
    ),
    ...prepareOperationStatements(database),
    putMove: database.prepare<MoveRow>(
      `INSERT INTO moves (index_uid, target, document) VALUES (@index_uid, @target, @document)
       ON CONFLICT DO UPDATE SET document = excluded.document`,
    ),
    replaceMove: database.prepare<MoveRow>(
      `UPDATE moves SET document = @document WHERE index_uid = @index_uid AND target = @target`,
    ),
    deleteMove: database.prepare<[string, string]>(
      'DELETE FROM moves WHERE index_uid = ? AND target = ?',
    ),
    deleteMoves: database.prepare<[string]>('DELETE FROM moves WHERE index_uid = ?'),
    selectMoves: database.prepare<[], { document: string }>(
      'SELECT document FROM moves ORDER BY index_uid, target',
    ),
  };
}

type OperationDraftRow = Omit<OperationRow, 'id' | 'status' | 'finished_at'>;

function prepareOperationStatements(database: Database) {
  return {
    insertOperation: database.prepare<OperationDraftRow, OperationRow>(
      `INSERT INTO operations (kind, subject, status, fleet_version, replicas_to_move, started_at)
       VALUES (@kind, @subject, 'running', @fleet_version, @replicas_to_move, @started_at)
       RETURNING *`,
    ),
    supersedeOperations: database.prepare<[string]>(
      "UPDATE operations SET status = 'superseded', finished_at = ? WHERE status = 'running'",
    ),
    finishOperations: database.prepare<[string, number]>(
      `UPDATE operations SET status = 'succeeded', finished_at = ?
       WHERE status = 'running' AND fleet_version <= ?`,
    ),
    selectOperations: database.prepare<[number], OperationRow>(
      'SELECT * FROM operations ORDER BY id DESC LIMIT ?',
    ),
    selectOperation: database.prepare<[number], OperationRow>(
      'SELECT * FROM operations WHERE id = ?',
    ),
  };
}
