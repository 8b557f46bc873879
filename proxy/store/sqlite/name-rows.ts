import type { NameChange } from '../../../engine/ports/index-names.ts';
import type { SeenIndex, TaskUid } from '../../../engine/ports/task-store.ts';
import { nameAfter, renamedTask } from '../task-names.ts';
import type { IndexRows } from './index-rows.ts';
import { type TaskRow, taskNameRow, taskOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** What tasks of a SQLite store do to names. To be used inside a transaction. */
export class NameRows {
  readonly #statements: Statements;
  readonly #indexes: IndexRows;

  constructor(statements: Statements, indexes: IndexRows) {
    this.#statements = statements;
    this.#indexes = indexes;
  }

  /** Whether a task that is being sent changes one of the names. */
  areChanging(names: readonly string[]): boolean {
    return this.#statements.selectRenaming.all().some((row) => {
      const changing: readonly string[] = JSON.parse(row.names ?? '[]');
      return names.some((name) => changing.includes(name));
    });
  }

  /** Gives an index the name back that the writer of a task knew it by. */
  takeBack({ name_change, previous }: Pick<TaskRow, 'name_change' | 'previous'>): void {
    if (name_change === null || previous === null) return;
    const { uid, acceptedName }: SeenIndex = JSON.parse(previous);
    if (acceptedName !== null)
      this.#indexes.acceptNames({ indexes: [{ uid, name: acceptedName }] });
  }

  /** Renames indexes for readers, and the tasks before `uid`. */
  change(uid: TaskUid, change: NameChange): void {
    this.#indexes.showNames(change);
    const after = JSON.stringify(Object.fromEntries(nameAfter(change)));
    // Tasks with one name only, which may be many, are renamed by the database itself.
    for (const row of this.#statements.selectManyNamed.all(uid)) {
      const renamed = renamedTask(taskOf(row), change);
      if (renamed !== undefined) this.#statements.renameTask.run(taskNameRow(renamed));
    }
    this.#statements.renameTasks.run({ uid, after });
  }
}
