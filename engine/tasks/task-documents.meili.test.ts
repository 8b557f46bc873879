import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from '../../proxy/testing/in-process-fleet.ts';

let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
  await fleet.write('POST /indexes/notes/documents', [{ id: 'first' }]);
  const answer = await fleet.request('PATCH /experimental-features', {
    getTaskDocumentsRoute: true,
  });
  expect(answer.status).toBe(200);
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

/** Keeps every node at work for a while: what is sent after it waits. */
async function occupyNodes(): Promise<void> {
  const documents = Array.from({ length: 4000 }, (_, id) => ({
    id,
    text: Array.from({ length: 60 }, (_word, at) => (id * 7919 + at * 104_729) % 99_991).join(' '),
  }));
  await fleet.request('POST /indexes/busy/documents', documents);
}

describe('the documents of a task that waits', () => {
  test('are told as they came, in their order, without markers', async () => {
    await occupyNodes();
    const many = Array.from({ length: 300 }, (_, id) => ({
      id: `many-${(id * 7) % 300}`,
      text: `"}{" ${id}`,
    }));
    const twice = { id: 'many-7', text: 'again' };
    const sent = await fleet.request('POST /indexes/notes/documents', [...many, twice]);
    const uid = Number(sent.body.taskUid);
    const answer = await fleet.request(`GET /tasks/${uid}/documents`);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    expect(answer.text).toBe([...many, twice].map((one) => JSON.stringify(one)).join(''));
  });

  test('are gone once it has ended', async () => {
    const uid = await fleet.write('POST /indexes/notes/documents', [{ id: 'short' }]);
    expect(uid.body.status).toBe('succeeded');
    const answer = await fleet.request(`GET /tasks/${uid.body.uid}/documents`);
    expect(answer.status).toBe(404);
    expect(answer.body.code).toBe('task_file_not_found');
  });
});

describe('the order in which tasks end', () => {
  test('of one index is that of their numbers, whenever one looks', async () => {
    await occupyNodes();
    const uids: number[] = [];
    for (let at = 0; at < 12; at += 1) {
      const path = at % 3 === 2 ? 'POST /indexes/notes/documents/delete-batch' : undefined;
      const answer =
        path === undefined
          ? await fleet.request('POST /indexes/notes/documents', [{ id: `ordered-${at}` }])
          : await fleet.request(path, [`ordered-${at - 1}`]);
      uids.push(Number(answer.body.taskUid));
    }
    for (;;) {
      const list = await fleet.request(`GET /tasks?uids=${uids.join(',')}&reverse=true`);
      const tasks: readonly { status: string }[] = list.body.results;
      const ended = tasks.map(({ status }) => status === 'succeeded');
      expect(tasks.length).toBe(uids.length);
      // None that has ended comes after one that has not.
      expect(ended).toEqual(ended.toSorted((left, right) => Number(right) - Number(left)));
      if (ended.every(Boolean)) return;
    }
  });
});
