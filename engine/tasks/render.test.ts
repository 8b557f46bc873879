import { expect, test } from 'vitest';
import type { ClientTask } from '../ports/task-store.ts';
import { renderTask, summaryAnswer } from './render.ts';

const task: ClientTask = {
  uid: 12,
  indexUid: 'movies',
  type: 'documentAdditionOrUpdate',
  status: 'enqueued',
  phase: 'dispatched',
  enqueuedAt: '2026-11-22T10:00:00Z',
  startedAt: null,
  finishedAt: null,
  details: '{"receivedDocuments":2,"indexedDocuments":2}',
  error: null,
  effect: { kind: 'none' },
  foregone: null,
  nodeTasks: [],
  session: 1,
  previous: null,
};

test('the summary is Meilisearch’s', () => {
  expect(summaryAnswer(task)).toEqual({
    status: 202,
    body: '{"taskUid":12,"indexUid":"movies","status":"enqueued","type":"documentAdditionOrUpdate","enqueuedAt":"2026-11-22T10:00:00Z"}',
  });
});

test('an unfinished task does not tell its result, nor an error that it will end with', () => {
  const error = '{"code":"missing_document_id"}';
  expect(JSON.parse(renderTask({ ...task, error }))).toMatchObject({
    batchUid: null,
    status: 'enqueued',
    details: { receivedDocuments: 2, indexedDocuments: null },
    error: null,
    duration: null,
  });
});

test('a finished task tells all', () => {
  const finished: ClientTask = {
    ...task,
    status: 'succeeded',
    phase: 'settled',
    startedAt: '2026-11-22T10:00:01Z',
    finishedAt: '2026-11-22T10:00:01.25Z',
  };
  expect(renderTask(finished)).toBe(
    '{"uid":12,"batchUid":12,"indexUid":"movies","status":"succeeded","type":"documentAdditionOrUpdate","canceledBy":null,"details":{"receivedDocuments":2,"indexedDocuments":2},"error":null,"duration":"PT0.25S","enqueuedAt":"2026-11-22T10:00:00Z","startedAt":"2026-11-22T10:00:01Z","finishedAt":"2026-11-22T10:00:01.25Z"}',
  );
});
