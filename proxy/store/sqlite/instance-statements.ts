import type { Database } from 'better-sqlite3';

interface InstanceRow {
  readonly name: string;
  /** JSON. */
  readonly document: string;
}

/** The statements about the instance as a whole. */
export function prepareInstanceStatements(database: Database) {
  return {
    selectInstance: database.prepare<[string], Pick<InstanceRow, 'document'>>(
      'SELECT document FROM instance WHERE name = ?',
    ),
    replaceInstance: database.prepare<InstanceRow>(
      'INSERT INTO instance (name, document) VALUES (@name, @document)' +
        ' ON CONFLICT (name) DO UPDATE SET document = @document',
    ),
  };
}
