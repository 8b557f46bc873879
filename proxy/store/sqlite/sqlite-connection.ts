import Database from 'better-sqlite3';
import { migrate } from './migrations.ts';
import { resultOf } from './transaction.ts';

/** How long to wait for another process that writes to the same file. */
const busyTimeoutMs = 5000;

/** An open SQLite file with the schema of this program. */
export class SqliteConnection {
  protected readonly database: Database.Database;
  /** Runs what it is given as one transaction. Made once: better-sqlite3 makes four functions each time. */
  readonly #transaction: Database.Transaction<(work: () => void) => void>;

  /** Opens or creates the file. Throws `SchemaVersionAhead`, or SQLite's own error. */
  constructor(path: string) {
    this.database = new Database(path, { timeout: busyTimeoutMs });
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = FULL');
    migrate(this.database);
    this.#transaction = this.database.transaction((work) => work());
  }

  /** Writes a copy of everything, as it is at one moment, to a file that does not exist yet. */
  async copyTo(path: string): Promise<void> {
    await this.database.backup(path);
  }

  async close(): Promise<void> {
    this.database.close();
  }

  /** Runs `work`, which writes, as one transaction; it is undone if it throws. */
  protected atomically<Value>(work: () => Value): Value {
    // Taking the write lock at once: a reader that turns writer can be refused without waiting.
    return resultOf(work, (whole) => this.#transaction.immediate(whole));
  }

  /** Runs `work`, which only reads, so that all its reads see the same moment. */
  protected consistently<Value>(work: () => Value): Value {
    return resultOf(work, (whole) => this.#transaction.deferred(whole));
  }
}
