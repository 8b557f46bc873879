import { unreachable } from '../../base/assert.ts';
import type { ClientTask } from '../../ports/task-store.ts';
import { type Members, readMembers } from '../../settings/members.ts';

/** The details of a task as a dump writes them; null if it has none. */
export function detailsLine({ type, details }: ClientTask): string | null {
  if (details === null) return null;
  const given = readMembers(details);
  switch (type) {
    case 'documentAdditionOrUpdate':
      return named('DocumentAdditionOrUpdate', given, {
        received_documents: 'receivedDocuments',
        indexed_documents: 'indexedDocuments',
      });
    case 'documentEdition':
      return named('DocumentEdition', given, {
        deleted_documents: 'deletedDocuments',
        edited_documents: 'editedDocuments',
        original_filter: 'originalFilter',
        context: 'context',
        function: 'function',
      });
    case 'documentDeletion':
      return deletionLine(given);
    case 'settingsUpdate':
      return `{"SettingsUpdate":{"settings":${details}}}`;
    case 'indexCreation':
    case 'indexUpdate':
      return named('IndexInfo', given, {
        primary_key: 'primaryKey',
        new_index_uid: 'newIndexUid',
        old_index_uid: 'oldIndexUid',
      });
    case 'indexDeletion':
      return named('ClearAll', given, { deleted_documents: 'deletedDocuments' });
    case 'indexSwap':
      return `{"IndexSwap":{"swaps":${swapsLine(given)}}}`;
    case 'taskCancelation':
      return tasksLine('TaskCancelation', 'canceled_tasks', 'canceledTasks', given);
    case 'taskDeletion':
      return tasksLine('TaskDeletion', 'deleted_tasks', 'deletedTasks', given);
    case 'dumpCreation':
      return named('Dump', given, { dump_uid: 'dumpUid' });
    case 'export':
      return `{"Export":${exportLine(given)}}`;
    case 'snapshotCreation':
    case 'upgradeDatabase':
      return null;
    default:
      return unreachable(type);
  }
}

/** The swaps of a task, each with whether it renames, which a task does not tell unless it does. */
export function swapsLine(details: Members): string {
  const swaps: readonly object[] = JSON.parse(details.get('swaps') ?? '[]');
  return JSON.stringify(swaps.map((swap) => ({ rename: false, ...swap })));
}

/** What an export was asked for. */
export function exportLine(details: Members): string {
  return membersLine(details, {
    url: 'url',
    api_key: 'apiKey',
    payload_size: 'payloadSize',
    indexes: 'indexes',
  });
}

/** By what documents were deleted: each has a kind of its own in a dump. */
export function deletionKind(details: Members): 'ids' | 'filter' | 'all' {
  if (!details.has('providedIds')) return 'all';
  return (details.get('originalFilter') ?? 'null') === 'null' ? 'ids' : 'filter';
}

function deletionLine(details: Members): string {
  const deleted = { deleted_documents: 'deletedDocuments' };
  const kind = deletionKind(details);
  switch (kind) {
    case 'all':
      return named('ClearAll', details, deleted);
    case 'filter': {
      const filter = { original_filter: 'originalFilter' };
      return named('DocumentDeletionByFilter', details, { ...filter, ...deleted });
    }
    case 'ids':
      return named('DocumentDeletion', details, { provided_ids: 'providedIds', ...deleted });
    default:
      return unreachable(kind);
  }
}

function tasksLine(kind: string, countName: string, countOf: string, details: Members): string {
  const matched = { matched_tasks: 'matchedTasks' };
  const filter = { original_filter: 'originalFilter' };
  return named(kind, details, { ...matched, [countName]: countOf, ...filter });
}

type Names = Readonly<Record<string, string>>;

function named(kind: string, details: Members, names: Names): string {
  return `{"${kind}":${membersLine(details, names)}}`;
}

/** An object with members under other names; null where there is none. */
function membersLine(details: Members, names: Names): string {
  const members = Object.entries(names).map(
    ([name, from]) => `"${name}":${details.get(from) ?? 'null'}`,
  );
  return `{${members.join(',')}}`;
}
