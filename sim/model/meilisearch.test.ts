import { describe, expect, test } from 'vitest';
import { settleAll } from './meilisearch.ts';
import { createCalledNode } from './testing/node-caller.ts';

describe('a write', () => {
  test('is accepted at once and seen when its batch has finished', () => {
    const { model, call, ids } = createCalledNode();
    const accepted = call('POST /indexes/a/documents', [{ id: 1 }, { id: 2 }]);
    expect(accepted.status).toBe(202);
    expect(accepted.body).toMatchObject({ taskUid: 0, indexUid: 'a', status: 'enqueued' });
    expect(call('GET /indexes/a/documents').body.code).toBe('index_not_found');
    expect(model.beginBatch()).toEqual({ tasks: [0], size: 3 });
    expect(call('GET /tasks/0').body).toMatchObject({ status: 'processing', batchUid: 0 });
    expect(ids('a')).toEqual([]);
    model.finishBatch();
    expect(ids('a')).toEqual(['1', '2']);
    expect(call('GET /tasks/0').body).toMatchObject({
      status: 'succeeded',
      details: { receivedDocuments: 2, indexedDocuments: 2 },
      error: null,
    });
  });

  test('keeps numbers as Meilisearch prints them', () => {
    const { model, call } = createCalledNode();
    call('POST /indexes/a/documents', '[{"id":9007199254740993,"x":1.10,"y":1e3,"z":{"b": 1}}]');
    settleAll(model);
    expect(model.inspect().indexes[0]?.documents[0]?.text).toBe(
      '{"id":9007199254740993,"x":1.1,"y":1000.0,"z":{"b":1}}',
    );
  });

  test('is refused while the disk is full, and reads are not', () => {
    const { model, call } = createCalledNode();
    call('POST /indexes', { uid: 'a' });
    settleAll(model);
    model.setDiskFull(true);
    const refused = call('POST /indexes/a/documents', [{ id: 1 }]);
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ code: 'no_space_left_on_device', type: 'system' });
    expect(call('GET /indexes/a').status).toBe(200);
    model.setDiskFull(false);
    expect(call('POST /indexes/a/documents', [{ id: 1 }]).body.taskUid).toBe(1);
  });
});

describe('a crash', () => {
  test('leaves a batch as if it had never begun', () => {
    const { model, call, ids, task } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }]);
    call('POST /indexes/a/documents', [{ id: 2 }]);
    model.beginBatch();
    model.abortBatch();
    expect(task(0)).toMatchObject({ status: 'enqueued', batchUid: null, startedAt: null });
    expect(model.beginBatch()).toEqual({ tasks: [0, 1], size: 3 });
    model.finishBatch();
    expect(ids('a')).toEqual(['1', '2']);
    expect(task(1).batchUid).toBe(0);
  });
});

describe('a snapshot', () => {
  test('brings back documents, settings and the queue, and does not change with the node', () => {
    const { model, call, ids } = createCalledNode();
    call('PATCH /indexes/a/settings', { filterableAttributes: ['x'] });
    call('POST /indexes/a/documents', [{ id: 1, x: 1 }]);
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 2, x: 2 }]);
    const snapshot = model.snapshot();
    settleAll(model);
    call('DELETE /indexes/a');
    settleAll(model);
    model.restore(snapshot);
    expect(ids('a')).toEqual(['1']);
    expect(call('POST /indexes/a/search', { filter: 'x = 1' }).body.hits).toEqual([
      { id: 1, x: 1 },
    ]);
    settleAll(model);
    expect(ids('a')).toEqual(['1', '2']);
    model.restore(snapshot);
    expect(ids('a')).toEqual(['1']);
  });

  test('holds the tasks of a running batch as waiting', () => {
    const { model, call, task } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }]);
    model.beginBatch();
    const snapshot = model.snapshot();
    model.finishBatch();
    model.restore(snapshot);
    expect(task(0).status).toBe('enqueued');
    settleAll(model);
    expect(task(0)).toMatchObject({ status: 'succeeded', batchUid: 0 });
  });

  test('a new disk knows nothing, and numbers tasks anew', () => {
    const { model, call } = createCalledNode();
    call('POST /indexes', { uid: 'a' });
    settleAll(model);
    model.wipe();
    expect(model.inspect()).toEqual({ indexes: [], tasks: [] });
    expect(call('POST /indexes', { uid: 'b' }).body.taskUid).toBe(0);
  });
});

describe('a batch', () => {
  test('fails as a whole for a fault from outside', () => {
    const { model, call, ids, task } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }]);
    call('POST /indexes/a/documents', [{ id: 2 }]);
    model.beginBatch();
    model.finishBatch({ code: 'no_space_left_on_device', message: 'No space left on device.' });
    expect([task(0), task(1)]).toMatchObject([
      { status: 'failed', details: { receivedDocuments: 1, indexedDocuments: 0 } },
      { status: 'failed', error: { code: 'no_space_left_on_device', type: 'system' } },
    ]);
    expect(ids('a')).toEqual([]);
  });

  test('fails as a whole for a place that cannot be indexed', () => {
    const { model, call, ids, task } = createCalledNode();
    call('PATCH /indexes/a/settings', { filterableAttributes: ['_geo'] });
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 1 }]);
    call('POST /indexes/a/documents', [{ id: 2, _geo: 'here' }]);
    settleAll(model);
    expect([task(1).error.code, task(2).error.code]).toEqual([
      'invalid_document_geo_field',
      'invalid_document_geo_field',
    ]);
    expect(ids('a')).toEqual([]);
  });

  test('a bad document fails its own task only', () => {
    const { model, call, ids, task } = createCalledNode();
    call('POST /indexes/a/documents?primaryKey=id', [{ id: 1 }, { id: 'not good' }]);
    call('POST /indexes/a/documents', [{ id: 2 }]);
    settleAll(model);
    expect(task(0)).toMatchObject({ status: 'failed', error: { code: 'invalid_document_id' } });
    expect(task(1).status).toBe('succeeded');
    expect(ids('a')).toEqual(['2']);
  });

  test('takes as many tasks as it is told', () => {
    const { model, call } = createCalledNode({ autobatch: () => 2 });
    for (const id of [1, 2, 3]) call('POST /indexes/a/documents', [{ id }]);
    expect(model.beginBatch()?.tasks).toEqual([0, 1]);
    model.finishBatch();
    expect(model.beginBatch()?.tasks).toEqual([2]);
  });
});

describe('a key', () => {
  test('is asked for everywhere but for the health', () => {
    const { call } = createCalledNode({ masterKey: 'secret' });
    expect(call('GET /health').status).toBe(200);
    expect(call('GET /indexes').body.code).toBe('missing_authorization_header');
    expect(call('GET /indexes', undefined, 'Bearer wrong').body.code).toBe('invalid_api_key');
    expect(call('GET /indexes', undefined, 'Bearer secret').status).toBe(200);
  });
});

describe('internal ids', () => {
  test('stay with a replaced document, and the lowest free one goes to a new one', () => {
    const { model, call, ids } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }, { id: 2 }, { id: 3 }]);
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 2, x: 1 }]);
    settleAll(model);
    expect(ids('a')).toEqual(['1', '2', '3']);
    call('DELETE /indexes/a/documents/1');
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 9 }]);
    settleAll(model);
    expect(ids('a')).toEqual(['9', '2', '3']);
  });

  test('go also to unknown documents that are deleted in the same batch', () => {
    const { model, call, ids } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
    settleAll(model);
    call('POST /indexes/a/documents/delete-batch', [2, 3]);
    settleAll(model);
    call('DELETE /indexes/a/documents/unknown');
    call('POST /indexes/a/documents', [{ id: 'x' }]);
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 'y' }]);
    settleAll(model);
    expect(ids('a')).toEqual(['1', 'y', 'x', '4']);
  });

  test('not to those of a canceled addition', () => {
    const { model, call, ids } = createCalledNode();
    call('POST /indexes/a/documents', [{ id: 1 }]);
    model.beginBatch();
    call('POST /indexes/a/documents', [{ id: 2 }]);
    call('POST /indexes/a/documents', [{ id: 3 }]);
    const canceling = call('POST /tasks/cancel?uids=0,1');
    expect(canceling.status).toBe(200);
    model.finishBatch();
    settleAll(model);
    expect(ids('a')).toEqual(['1', '3']);
    const tasks = [0, 1, 2, 3].map((uid) => call(`GET /tasks/${uid}`).body);
    expect(tasks).toMatchObject([
      { status: 'succeeded', canceledBy: null },
      { status: 'canceled', canceledBy: 3, batchUid: 1, details: { indexedDocuments: 0 } },
      { status: 'succeeded', canceledBy: null },
      { status: 'succeeded', indexUid: null, details: { matchedTasks: 2, canceledTasks: 1 } },
    ]);
  });

  test('after all others, if the node is made so', () => {
    const { model, call, ids } = createCalledNode({ placeOfNew: 'after all' });
    call('POST /indexes/a/documents', [{ id: 1 }, { id: 2 }]);
    settleAll(model);
    call('DELETE /indexes/a/documents/1');
    settleAll(model);
    call('POST /indexes/a/documents', [{ id: 3 }]);
    settleAll(model);
    expect(ids('a')).toEqual(['2', '3']);
  });
});
