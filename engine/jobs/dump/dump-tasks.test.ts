import { describe, expect, test } from 'vitest';
import type { ClientTask, TaskType } from '../../ports/task-store.ts';
import { taskLine } from './dump-tasks.ts';

const ended: ClientTask = {
  uid: 7,
  indexUid: 'movies',
  type: 'documentAdditionOrUpdate',
  status: 'succeeded',
  phase: 'settled',
  enqueuedAt: '2026-11-25T10:00:00Z',
  startedAt: '2026-11-25T10:00:01Z',
  finishedAt: '2026-11-25T10:00:02Z',
  details: '{"receivedDocuments":3,"indexedDocuments":2}',
  error: null,
  effect: { kind: 'none' },
  foregone: null,
  nodeTasks: [],
  session: 1,
  previous: null,
};

function partsOf(type: TaskType, details: string | null): unknown {
  const { type: kind, details: told } = JSON.parse(taskLine({ ...ended, type, details }));
  return { kind, told };
}

describe('a task in a dump', () => {
  test('is told in the words of a dump', () => {
    expect(taskLine(ended)).toBe(
      '{"uid":7,"batchUid":null,"indexUid":"movies","status":"succeeded",' +
        '"type":{"documentImport":{"primary_key":null,"method":"ReplaceDocuments","documents_count":3,"allow_index_creation":true}},' +
        '"details":{"DocumentAdditionOrUpdate":{"received_documents":3,"indexed_documents":2}},' +
        '"enqueuedAt":"2026-11-25T10:00:00Z","startedAt":"2026-11-25T10:00:01Z","finishedAt":"2026-11-25T10:00:02Z"}',
    );
  });

  test('keeps the error to the letter', () => {
    const error = '{"message":"m","code":"internal","type":"internal","link":"l"}';
    const line = taskLine({ ...ended, status: 'failed', error });
    expect(line).toContain(`,"error":${error},"enqueuedAt"`);
  });

  test('has begun when it ended, if it never began', () => {
    expect(JSON.parse(taskLine({ ...ended, startedAt: null }))).toMatchObject({
      startedAt: ended.finishedAt,
    });
  });

  test.for<[string, TaskType, string | null, unknown, unknown]>([
    [
      'a deletion by ids',
      'documentDeletion',
      '{"providedIds":2,"deletedDocuments":1,"originalFilter":null}',
      { documentDeletion: { documents_ids: [] } },
      { DocumentDeletion: { provided_ids: 2, deleted_documents: 1 } },
    ],
    [
      'a deletion by filter',
      'documentDeletion',
      '{"providedIds":0,"deletedDocuments":1,"originalFilter":"\\"a = 1\\""}',
      { documentDeletionByFilter: { filter: 'a = 1' } },
      { DocumentDeletionByFilter: { original_filter: '"a = 1"', deleted_documents: 1 } },
    ],
    [
      'a deletion of everything',
      'documentDeletion',
      '{"deletedDocuments":4}',
      'documentClear',
      { ClearAll: { deleted_documents: 4 } },
    ],
    [
      'a deletion of an index',
      'indexDeletion',
      '{"deletedDocuments":4}',
      'indexDeletion',
      { ClearAll: { deleted_documents: 4 } },
    ],
    [
      'a swap',
      'indexSwap',
      '{"swaps":[{"indexes":["a","b"]}]}',
      { indexSwap: { swaps: [{ indexes: ['a', 'b'], rename: false }] } },
      { IndexSwap: { swaps: [{ indexes: ['a', 'b'], rename: false }] } },
    ],
    [
      'a cancelation',
      'taskCancelation',
      '{"matchedTasks":1,"canceledTasks":0,"originalFilter":"?uids=1"}',
      { taskCancelation: { query: '?uids=1', tasks: [58, 48, 0, 0, 0, 0, 0, 0] } },
      { TaskCancelation: { matched_tasks: 1, canceled_tasks: 0, original_filter: '?uids=1' } },
    ],
    [
      'a change of settings',
      'settingsUpdate',
      '{"stopWords":["x"]}',
      {
        settings: {
          settings: { stopWords: ['x'] },
          is_deletion: false,
          allow_index_creation: true,
        },
      },
      { SettingsUpdate: { settings: { stopWords: ['x'] } } },
    ],
    ['a snapshot', 'snapshotCreation', null, 'snapshotCreation', undefined],
    [
      'an export',
      'export',
      '{"url":"u","indexes":{"*":{"filter":null,"overrideSettings":false}}}',
      {
        export: {
          url: 'u',
          api_key: null,
          payload_size: null,
          indexes: { '*': { filter: null, overrideSettings: false } },
        },
      },
      {
        Export: {
          url: 'u',
          api_key: null,
          payload_size: null,
          indexes: { '*': { filter: null, overrideSettings: false } },
        },
      },
    ],
  ])('%s', ([, type, details, kind, told]) => {
    expect(partsOf(type, details)).toEqual({ kind, told });
  });
});
