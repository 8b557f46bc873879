import { unreachable } from '../../engine/base/assert.ts';
import { settingsDetails } from '../../engine/settings/details.ts';
import type { Task } from './task.ts';

/** What a task did, as far as its details tell. */
export interface TaskEffect {
  readonly indexedDocuments?: number | null;
  readonly deletedDocuments?: number | null;
  readonly canceledTasks?: number;
}

/** What details depend on. */
type Described = Pick<Task, 'indexUid' | 'content'>;

/** The details of a task that has not ended. */
export function pendingDetails(task: Described): string {
  return detailsOf(task, { indexedDocuments: null, deletedDocuments: null });
}

/** The details of a task that failed, or that a deletion of its index made needless. */
export function emptyDetails(task: Described): string {
  return detailsOf(task, { indexedDocuments: 0, deletedDocuments: 0 });
}

/** The details of a task that had `effect`, as JSON text. */
export function detailsOf({ indexUid, content }: Described, effect: TaskEffect): string {
  const { indexedDocuments = null, deletedDocuments = null } = effect;
  switch (content.kind) {
    case 'add':
      return `{"receivedDocuments":${content.documents.length},"indexedDocuments":${indexedDocuments}}`;
    case 'delete-ids':
      return `{"providedIds":${content.ids.length},"deletedDocuments":${deletedDocuments},"originalFilter":null}`;
    case 'delete-filter': {
      const originalFilter = JSON.stringify(content.text);
      return `{"providedIds":0,"deletedDocuments":${deletedDocuments},"originalFilter":${originalFilter}}`;
    }
    case 'clear':
    case 'delete-index':
      return `{"deletedDocuments":${deletedDocuments}}`;
    case 'settings':
      return settingsDetails(content.patch);
    case 'create-index':
      return JSON.stringify({ primaryKey: content.primaryKey });
    case 'update-index': {
      const { primaryKey, newUid } = content;
      if (newUid === null) return JSON.stringify({ primaryKey });
      return JSON.stringify({ primaryKey, oldIndexUid: indexUid, newIndexUid: newUid });
    }
    case 'cancel': {
      const originalFilter = JSON.stringify(`?${content.query}`);
      return `{"matchedTasks":${content.matched},"canceledTasks":${effect.canceledTasks ?? null},"originalFilter":${originalFilter}}`;
    }
    default:
      return unreachable(content);
  }
}
