/** Gives indexes names besides their uids, and tasks the names that clients find them by. */
export const nameIndexes = `
  -- No two indexes have the same name for writers. It is null once another one has taken it over.
  ALTER TABLE indexes ADD COLUMN accepted_name TEXT;
  ALTER TABLE indexes ADD COLUMN name TEXT NOT NULL DEFAULT '';
  UPDATE indexes SET accepted_name = uid, name = uid;
  CREATE UNIQUE INDEX indexes_by_accepted_name ON indexes (accepted_name);

  ALTER TABLE tasks ADD COLUMN index_name TEXT;
  UPDATE tasks SET index_name = index_uid;
  CREATE INDEX tasks_by_name ON tasks (index_name);
  -- JSON, or null for nearly all tasks.
  ALTER TABLE tasks ADD COLUMN names TEXT;
  ALTER TABLE tasks ADD COLUMN name_change TEXT;
  CREATE INDEX tasks_with_names ON tasks (uid) WHERE names IS NOT NULL;
  CREATE INDEX tasks_renaming ON tasks (uid)
    WHERE name_change IS NOT NULL AND phase = 'dispatching';
`;
