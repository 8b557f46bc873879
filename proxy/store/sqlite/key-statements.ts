import type { Database } from 'better-sqlite3';

interface KeyRow {
  readonly uid: string;
  /** The key as JSON. */
  readonly document: string;
}

/** The statements about API keys. */
export function prepareKeyStatements(database: Database) {
  return {
    claimFirstKeys: database.prepare<[]>(
      "UPDATE counters SET next = 1 WHERE name = 'first-keys' AND next = 0",
    ),
    insertKey: database.prepare<KeyRow>(
      'INSERT INTO keys (uid, document) VALUES (@uid, @document) ON CONFLICT DO NOTHING',
    ),
    replaceKey: database.prepare<KeyRow>('UPDATE keys SET document = @document WHERE uid = @uid'),
    deleteKey: database.prepare<[string]>('DELETE FROM keys WHERE uid = ?'),
    deleteKeys: database.prepare<[]>('DELETE FROM keys'),
    selectKey: database.prepare<[string], Pick<KeyRow, 'document'>>(
      'SELECT document FROM keys WHERE uid = ?',
    ),
    selectKeys: database.prepare<[], Pick<KeyRow, 'document'>>(
      'SELECT document FROM keys ORDER BY place DESC',
    ),
  };
}
