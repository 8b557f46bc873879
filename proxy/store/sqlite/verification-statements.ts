import type { Database } from 'better-sqlite3';
import type { ShardVerification } from '../../../engine/ports/entropy-store.ts';

/** The statements about when shards were verified. */
export function prepareVerificationStatements(database: Database) {
  return {
    putVerification: database.prepare<[string, number, string]>(
      `INSERT INTO verifications (index_uid, shard, verified_at) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET verified_at = excluded.verified_at`,
    ),
    selectVerifications: database.prepare<[], ShardVerification>(
      `SELECT index_uid AS indexUid, shard, verified_at AS verifiedAt
       FROM verifications ORDER BY index_uid, shard`,
    ),
    deleteVerifications: database.prepare<[string]>(
      'DELETE FROM verifications WHERE index_uid = ?',
    ),
  };
}
