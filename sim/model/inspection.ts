import type { TaskStatus, TaskType } from './task.ts';

/** Everything that a node holds, past HTTP. */
export interface Inspection {
  readonly indexes: readonly {
    readonly uid: string;
    readonly primaryKey: string | null;
    /** In the order of internal ids, as exact text. */
    readonly documents: readonly { readonly id: string; readonly text: string }[];
  }[];
  readonly tasks: readonly {
    readonly uid: number;
    readonly status: TaskStatus;
    readonly type: TaskType;
    readonly indexUid: string | null;
  }[];
}
