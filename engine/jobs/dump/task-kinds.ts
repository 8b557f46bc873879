import { unreachable } from '../../base/assert.ts';
import type { ClientTask } from '../../ports/task-store.ts';
import { type Members, readMembers } from '../../settings/members.ts';
import { deletionKind, exportLine, swapsLine } from './task-details.ts';

/**
 * What a task was to do, as a dump writes it. Of a task that has ended nobody needs to know what it was
 * sent with, and Miroir does not: a payload's method and a deletion's ids are left at what is usual.
 */
export function kindLine({ type, details }: ClientTask): string {
  const given = details === null ? new Map<string, string>() : readMembers(details);
  switch (type) {
    case 'documentAdditionOrUpdate':
      return additionLine(given);
    case 'documentEdition': {
      const [context, code] = [given.get('context') ?? 'null', given.get('function') ?? '""'];
      return `{"documentEdition":{"filter":null,"context":${context},"function":${code}}}`;
    }
    case 'documentDeletion':
      return deletionLine(given);
    case 'settingsUpdate':
      return `{"settings":{"settings":${details ?? '{}'},"is_deletion":false,"allow_index_creation":true}}`;
    case 'indexCreation':
      return `{"indexCreation":{"primary_key":${given.get('primaryKey') ?? 'null'}}}`;
    case 'indexUpdate':
      return `{"indexUpdate":{"primary_key":${given.get('primaryKey') ?? 'null'},"uid":${given.get('newIndexUid') ?? 'null'}}}`;
    case 'indexDeletion':
      return '"indexDeletion"';
    case 'indexSwap':
      return `{"indexSwap":{"swaps":${swapsLine(given)}}}`;
    case 'taskCancelation':
      return tasksLine('taskCancelation', given);
    case 'taskDeletion':
      return tasksLine('tasksDeletion', given);
    case 'dumpCreation':
      return '{"dumpCreation":{"keys":[],"instance_uid":null}}';
    case 'export':
      return `{"export":${exportLine(given)}}`;
    case 'snapshotCreation':
      return '"snapshotCreation"';
    case 'upgradeDatabase':
      return '{"upgradeDatabase":{"from":[1,21,0]}}';
    default:
      return unreachable(type);
  }
}

function additionLine(details: Members): string {
  const count = details.get('receivedDocuments') ?? '0';
  return `{"documentImport":{"primary_key":null,"method":"ReplaceDocuments","documents_count":${count},"allow_index_creation":true}}`;
}

function deletionLine(details: Members): string {
  const kind = deletionKind(details);
  switch (kind) {
    case 'all':
      return '"documentClear"';
    case 'filter': {
      // The filter is told as text, of JSON.
      const filter: string = JSON.parse(details.get('originalFilter') ?? '"\\"\\""');
      return `{"documentDeletionByFilter":{"filter":${filter}}}`;
    }
    case 'ids':
      return '{"documentDeletion":{"documents_ids":[]}}';
    default:
      return unreachable(kind);
  }
}

/** The numbers of tasks are a bitmap in a dump; this one is empty. */
function tasksLine(kind: string, details: Members): string {
  const query = details.get('originalFilter') ?? '""';
  return `{"${kind}":{"query":${query},"tasks":[${emptyBitmap.join(',')}]}}`;
}

const emptyBitmap = [58, 48, 0, 0, 0, 0, 0, 0];
