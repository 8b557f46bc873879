import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
  type TestAnswer,
} from '../../proxy/testing/in-process-fleet.ts';

let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
  await fleet.write('POST /indexes/notes/documents', [{ id: 'kept', text: 'first' }]);
});

afterEach(() => {
  fleet.intercept = () => undefined;
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

/** Keeps every node at work for a while: what is sent after it waits. */
async function occupyNodes(): Promise<number> {
  const documents = Array.from({ length: 3000 }, (_, id) => ({
    id,
    text: Array.from({ length: 60 }, (_word, at) => (id * 7919 + at * 104_729) % 99_991).join(' '),
  }));
  const answer = await fleet.request('POST /indexes/busy/documents', documents);
  const uid = Number(answer.body.taskUid);
  const isBusy = async (url: string): Promise<boolean> => {
    const response = await fetch(`${url}/tasks?statuses=processing`, {
      headers: { authorization: 'Bearer testNodeKey0123456789' },
    });
    return (await response.text()).includes('documentAdditionOrUpdate');
  };
  const deadlineMs = performance.now() + 10_000;
  for (const { url } of nodes.nodes) {
    while (!(await isBusy(url)) && performance.now() < deadlineMs) await pause();
  }
  return uid;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

async function taskUid(answer: Promise<TestAnswer>): Promise<number> {
  return Number((await answer).body.taskUid);
}

async function ended(uid: number): Promise<TestAnswer['body']> {
  for (;;) {
    const { body } = await fleet.request(`GET /tasks/${uid}`);
    if (!['enqueued', 'processing'].includes(body.status)) return body;
    await pause();
  }
}

async function atRest(): Promise<void> {
  const deadlineMs = performance.now() + 20_000;
  while ((await fleet.store.listBehind()).length > 0 && performance.now() < deadlineMs) {
    await pause();
  }
  expect(await fleet.store.listBehind()).toEqual([]);
}

/** The ids of `notes` on each node that has any, asked past Miroir. */
async function idsOnNodes(): Promise<string[]> {
  const found = await Promise.all(
    nodes.nodes.map(async ({ url }) => {
      const response = await fetch(`${url}/indexes/notes/documents?limit=1000&fields=id`, {
        headers: { authorization: 'Bearer testNodeKey0123456789' },
      });
      const { results }: { results: readonly { id: string }[] } = JSON.parse(await response.text());
      return results.map(({ id }) => id);
    }),
  );
  return found.flat().toSorted();
}

describe('canceling tasks that nodes have enqueued', () => {
  test('has no effect on any node, and is told', async () => {
    const busy = await occupyNodes();
    const many = Array.from({ length: 50 }, (_, at) => ({ id: `canceled-${at}`, text: 'x' }));
    const addition = await taskUid(fleet.request('POST /indexes/notes/documents', many));
    const deletion = await taskUid(fleet.request('DELETE /indexes/notes/documents/kept'));
    const creation = await taskUid(fleet.request('POST /indexes', { uid: 'new' }));
    const canceling = await fleet.request(`POST /tasks/cancel?uids=${addition},${deletion}`);
    expect(canceling.status).toBe(200);
    const by = Number(canceling.body.taskUid);
    const later = await taskUid(
      fleet.request('PUT /indexes/notes/documents', [{ id: 'later', text: 'y' }]),
    );
    expect(await ended(addition)).toMatchObject({
      batchUid: by,
      status: 'canceled',
      canceledBy: by,
      details: { receivedDocuments: 50, indexedDocuments: 0 },
      error: null,
    });
    expect(await ended(deletion)).toMatchObject({
      status: 'canceled',
      canceledBy: by,
      details: { providedIds: 1, deletedDocuments: 0, originalFilter: null },
    });
    expect(await ended(by)).toMatchObject({
      status: 'succeeded',
      type: 'taskCancelation',
      details: {
        matchedTasks: 2,
        canceledTasks: 2,
        originalFilter: `?uids=${addition},${deletion}`,
      },
    });
    expect((await ended(busy)).status).toBe('succeeded');
    expect((await ended(creation)).status).toBe('succeeded');
    expect((await ended(later)).status).toBe('succeeded');
    expect(await idsOnNodes()).toEqual(['kept', 'kept', 'later', 'later']);
    const listed = await fleet.request(`GET /tasks?canceledBy=${by}`);
    expect(listed.body.results.map((task: { uid: number }) => task.uid)).toEqual([
      deletion,
      addition,
    ]);
    const batch = await fleet.request(`GET /batches/${by}`);
    expect(batch.body).toMatchObject({
      uid: by,
      progress: null,
      details: {
        receivedDocuments: 50,
        indexedDocuments: 0,
        providedIds: 1,
        deletedDocuments: 0,
        matchedTasks: 2,
        canceledTasks: 2,
        originalFilter: `?uids=${addition},${deletion}`,
      },
      stats: {
        totalNbTasks: 3,
        status: { succeeded: 1, canceled: 2 },
        types: { documentAdditionOrUpdate: 1, documentDeletion: 1, taskCancelation: 1 },
        indexUids: { notes: 2 },
      },
    });
    expect(await fleet.store.listBehind()).toEqual([]);
  });

  test('shows a batch under way with its progress', async () => {
    const busy = await occupyNodes();
    const task = await fleet.request(`GET /tasks/${busy}`);
    expect(task.body).toMatchObject({ status: 'processing', batchUid: busy });
    const batch = await fleet.request(`GET /batches/${busy}`);
    expect(batch.text).toMatch(
      /"progress":\{"steps":\[\{"currentStep":"processing tasks","finished":\d+,"total":\d+\}\],"percentage":\d+\.\d+\}/,
    );
    expect(batch.body.stats.status).toEqual({ processing: 1 });
    expect(batch.body).toMatchObject({ duration: null, finishedAt: null });
    const canceling = await taskUid(fleet.request(`POST /tasks/cancel?uids=${busy}`));
    // What a node has begun with ends as it ends.
    expect((await ended(busy)).status).toBe('succeeded');
    expect((await ended(canceling)).details).toMatchObject({ matchedTasks: 1, canceledTasks: 0 });
    const deleting = await taskUid(fleet.request(`DELETE /tasks?uids=${busy},${canceling}`));
    expect((await ended(deleting)).details).toMatchObject({ matchedTasks: 2, deletedTasks: 2 });
    expect((await fleet.request(`GET /tasks/${busy}`)).status).toBe(404);
    expect((await fleet.request(`GET /batches/${busy}`)).status).toBe(404);
  });

  test('a task that one replica carries out all the same ends as it ended there', async () => {
    await occupyNodes();
    const written = [{ id: 'half-canceled', text: 'z' }];
    const addition = await taskUid(fleet.request('POST /indexes/notes/documents', written));
    const { nodeTasks = [] } = (await fleet.store.getTask(addition)) ?? {};
    expect(nodeTasks.length).toBe(2);
    refuseToCancel(nodeTasks[0]?.node ?? '');
    const by = await taskUid(fleet.request(`POST /tasks/cancel?uids=${addition}`));
    expect(await ended(addition)).toMatchObject({
      batchUid: addition,
      status: 'succeeded',
      canceledBy: null,
      details: { receivedDocuments: 1, indexedDocuments: 1 },
    });
    expect((await ended(by)).details).toMatchObject({ matchedTasks: 1, canceledTasks: 0 });
    await atRest();
    const ids = await idsOnNodes();
    expect(ids.filter((id) => id === 'half-canceled')).toEqual(['half-canceled', 'half-canceled']);
  });

  test('shards whose replicas all canceled, when others did not, are named', async () => {
    await occupyNodes();
    const many = Array.from({ length: 50 }, (_, at) => ({ id: `torn-${at}`, text: 'x' }));
    const addition = await taskUid(fleet.request('POST /indexes/notes/documents', many));
    refuseToCancel('meili-1');
    const by = await taskUid(fleet.request(`POST /tasks/cancel?uids=${addition}`));
    const task = await ended(addition);
    expect(task).toMatchObject({ status: 'failed', canceledBy: null });
    expect(task.error.code).toBe('miroir_partly_canceled');
    expect(task.error.message).toMatch(/canceled for shard \d+(, \d+)*, but carried out/);
    expect((await ended(by)).details).toMatchObject({ matchedTasks: 1, canceledTasks: 0 });
    await atRest();
    const torn = (await idsOnNodes()).filter((id) => id.startsWith('torn'));
    expect(torn.length).toBeGreaterThan(0);
    expect(torn.length).toBeLessThan(100);
    // Replicas agree: every document that is left is there twice.
    expect(torn.length).toBe(new Set(torn).size * 2);
  });
});

/** Has a node answer that it cancels, which it does not. */
function refuseToCancel(victim: string): void {
  fleet.intercept = (node, { path }) =>
    node === victim && path.startsWith('/tasks/cancel')
      ? { kind: 'reply', status: 200, body: '{"taskUid":0}' }
      : undefined;
}
