import type { Database } from 'better-sqlite3';
import type { AcceptanceRow, BehindRow, IndexRow, Revisions } from './rows.ts';

/** The statements about revisions, indexes and their placements. */
export function prepareIndexStatements(database: Database) {
  return {
    ...prepareRevisionStatements(database),
    ...prepareIndexReads(database),
    ...prepareNameStatements(database),
    createIndex: database.prepare<
      AcceptanceRow & Pick<IndexRow, 'name' | 'revision' | 'placement_version'>
    >(
      `INSERT INTO indexes (
         uid, accepted_name, name, shards, accepted, accepted_primary_key, written, revision,
         placement_version)
       VALUES (
         @uid, @name, @name, @shards, @accepted, @accepted_primary_key, @written, @revision,
         @placement_version)`,
    ),
    accept: database.prepare<AcceptanceRow & Pick<IndexRow, 'revision'>>(
      `UPDATE indexes SET shards = @shards, accepted = @accepted,
         accepted_primary_key = @accepted_primary_key, written = @written, revision = @revision
       WHERE uid = @uid`,
    ),
    noteTask: database.prepare<Pick<IndexRow, 'uid' | 'newest_task' | 'revision'>>(
      'UPDATE indexes SET newest_task = @newest_task, revision = @revision WHERE uid = @uid',
    ),
    show: database.prepare<AppearanceRow>(
      `UPDATE indexes SET visible = @visible, primary_key = @primary_key,
         created_at = @created_at, updated_at = @updated_at, settings = @settings,
         revision = @revision
       WHERE uid = @uid`,
    ),
    notePlacement: database.prepare<Pick<IndexRow, 'uid' | 'placement_version' | 'revision'>>(
      `UPDATE indexes SET placement_version = @placement_version, revision = @revision
       WHERE uid = @uid`,
    ),
    putPlacement: database.prepare<[string, string]>(
      `INSERT INTO placements (index_uid, document) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET document = excluded.document`,
    ),
    deletePlacement: database.prepare<[string]>('DELETE FROM placements WHERE index_uid = ?'),
    deleteIndexIfGone: database.prepare<[string]>(
      'DELETE FROM indexes WHERE uid = ? AND accepted = 0 AND visible = 0',
    ),
  };
}

function prepareNameStatements(database: Database) {
  return {
    selectNamed: database.prepare<[string], IndexRow>(
      'SELECT * FROM indexes WHERE accepted_name = ?',
    ),
    leaveName: database.prepare<Pick<IndexRow, 'name' | 'revision'>>(
      'UPDATE indexes SET accepted_name = NULL, revision = @revision WHERE accepted_name = @name',
    ),
    acceptName: database.prepare<Pick<IndexRow, 'uid' | 'name' | 'revision'>>(
      'UPDATE indexes SET accepted_name = @name, revision = @revision WHERE uid = @uid',
    ),
    showName: database.prepare<Pick<IndexRow, 'uid' | 'name' | 'revision'>>(
      'UPDATE indexes SET name = @name, revision = @revision WHERE uid = @uid',
    ),
  };
}

/** The readers' side of a row of `indexes`. */
type AppearanceRow = Pick<
  IndexRow,
  'uid' | 'visible' | 'primary_key' | 'created_at' | 'updated_at' | 'settings' | 'revision'
>;

function prepareRevisionStatements(database: Database) {
  return {
    selectRevisions: database.prepare<[], Revisions>(
      'SELECT newest, ledger, fleet, keys, instance FROM revisions WHERE only = 1',
    ),
    nextRevision: database.prepare<[], { revision: number }>(
      'UPDATE revisions SET newest = newest + 1 WHERE only = 1 RETURNING newest AS revision',
    ),
    nextLedgerRevision: database.prepare<[]>(
      'UPDATE revisions SET newest = newest + 1, ledger = newest + 1 WHERE only = 1',
    ),
    nextFleetRevision: database.prepare<[]>(
      'UPDATE revisions SET newest = newest + 1, fleet = newest + 1 WHERE only = 1',
    ),
    nextKeysRevision: database.prepare<[]>(
      'UPDATE revisions SET newest = newest + 1, keys = newest + 1 WHERE only = 1',
    ),
    nextInstanceRevision: database.prepare<[]>(
      'UPDATE revisions SET newest = newest + 1, instance = newest + 1 WHERE only = 1',
    ),
  };
}

function prepareIndexReads(database: Database) {
  return {
    selectIndexes: database.prepare<[], IndexRow>('SELECT * FROM indexes ORDER BY uid'),
    selectChangedIndexes: database.prepare<[number], IndexRow>(
      'SELECT * FROM indexes WHERE revision > ? ORDER BY uid',
    ),
    selectIndexUids: database.prepare<[], Pick<IndexRow, 'uid'>>(
      'SELECT uid FROM indexes ORDER BY uid',
    ),
    selectIndex: database.prepare<[string], IndexRow>('SELECT * FROM indexes WHERE uid = ?'),
    selectPlacement: database.prepare<[string], { document: string }>(
      'SELECT document FROM placements WHERE index_uid = ?',
    ),
  };
}

/** The statements about the ledger. */
export function prepareLedgerStatements(database: Database) {
  return {
    selectBehind: database.prepare<[], BehindRow>(
      'SELECT * FROM behind_replicas ORDER BY index_uid, shard, node, reason',
    ),
    selectBehindOf: database.prepare<[string], BehindRow & { renewals: number }>(
      'SELECT * FROM behind_replicas WHERE index_uid = ? ORDER BY shard, node, reason',
    ),
    renewBehind: database.prepare<BehindRow>(
      `UPDATE behind_replicas SET renewals = renewals + 1 WHERE ${isSameGap}`,
    ),
    addBehind: database.prepare<BehindRow>(
      `INSERT INTO behind_replicas (index_uid, shard, node, since, reason)
       VALUES (@index_uid, @shard, @node, @since, @reason)
       ON CONFLICT DO UPDATE SET since = @since WHERE @since < since`,
    ),
    clearBehind: database.prepare<BehindRow>(`DELETE FROM behind_replicas WHERE ${isSameGap}`),
    clearUnchanged: database.prepare<BehindRow & { renewals: number }>(
      `DELETE FROM behind_replicas
       WHERE ${isSameGap} AND since = @since AND renewals = @renewals`,
    ),
    // A restored node need not have been told to delete the index: its remains are yet to be removed.
    forgetIndex: database.prepare<[string]>(
      "DELETE FROM behind_replicas WHERE index_uid = ? AND reason <> 'restored'",
    ),
  };
}

const isSameGap = 'index_uid = @index_uid AND shard = @shard AND node = @node AND reason = @reason';
