import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
  type TestAnswer,
} from './testing/in-process-fleet.ts';
import { contentOf, fillWithOddities } from './testing/odd-indexes.ts';
import { singleKey, type SingleMeilisearch, startSingle } from './testing/single-meilisearch.ts';

// What Miroir exports, a real Meilisearch takes.
let nodes: NodeSet;
let fleet: InProcessFleet;
let single: SingleMeilisearch;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
  single = await startSingle();
  await fillWithOddities((line, body) => fleet.write(line, body));
});

afterAll(async () => {
  await Promise.all([fleet.stop(), single.stop()]);
  await nodes.stop();
});

async function ask(line: string, body?: string): Promise<string> {
  return (await fleet.request(line, body)).text;
}

async function untilIdle(): Promise<void> {
  for (;;) {
    const tasks = await single.ask('GET /tasks?statuses=enqueued,processing&limit=1');
    if (tasks.includes('"total":0')) return;
  }
}

/** Exports to the single Meilisearch; answers the task that has ended. */
async function exported(order: object): Promise<TestAnswer> {
  const given = { url: single.url, apiKey: singleKey, ...order };
  const { status, body } = await fleet.request('POST /export', given);
  expect(status).toBe(200);
  expect(body).toMatchObject({ indexUid: null, status: 'enqueued', type: 'export' });
  return fleet.followed(body.taskUid);
}

async function deleteEverything(): Promise<void> {
  const { results } = JSON.parse(await single.ask('GET /indexes?limit=100'));
  for (const { uid } of results) await single.write(`DELETE /indexes/${uid}`);
}

describe('an export', () => {
  test('brings documents and settings of every index', async () => {
    const task = await exported({});
    expect(task.body).toMatchObject({
      status: 'succeeded',
      error: null,
      details: {
        url: single.url,
        apiKey: 'siXXXX...',
        indexes: {
          many: { filter: null, overrideSettings: false, matched_documents: 2497 },
          empty: { filter: null, overrideSettings: false, matched_documents: 0 },
        },
      },
    });
    await untilIdle();
    const [sent, own] = [await contentOf(single.ask), await contentOf(ask)];
    expect(sent).toEqual(own);
    await deleteEverything();
  });

  test('sends payloads of the size that was asked for', async () => {
    const task = await exported({ payloadSize: '10 KiB', indexes: { 'man*': {} } });
    expect(task.body.details.payloadSize).toBe('10 KiB');
    await untilIdle();
    const { results } = JSON.parse(
      await single.ask('GET /tasks?types=documentAdditionOrUpdate&indexUids=many&limit=100'),
    );
    const counts: readonly number[] = results.map(
      (one: { details: { receivedDocuments: number } }) => one.details.receivedDocuments,
    );
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(2497);
    const documents = 'GET /indexes/many/documents?limit=3000';
    expect(await single.ask(documents)).toBe(await ask(documents));
    const smallest = Math.min(...counts.filter((count) => count < 2497));
    expect(smallest).toBeLessThan(300);
    await deleteEverything();
  });

  test('leaves settings alone unless they are to be replaced', async () => {
    await single.write('PATCH /indexes/nested/settings', { stopWords: ['mine'] });
    const settings = 'GET /indexes/nested/settings';
    const before = await single.ask(settings);
    await exported({ indexes: { nested: {} } });
    await untilIdle();
    expect(await single.ask(settings)).toBe(before);
    const replaced = await exported({ indexes: { nested: { overrideSettings: true } } });
    expect(replaced.body.details.indexes).toEqual({
      nested: { filter: null, overrideSettings: true, matched_documents: 3 },
    });
    await untilIdle();
    expect(await single.ask(settings)).toContain('"filterableAttributes":["a.b"]');
    await deleteEverything();
  });

  test('sends what a filter lets through', async () => {
    const task = await exported({ indexes: { nested: { filter: 'a.b = 1' } } });
    expect(task.body.details.indexes.nested.matched_documents).toBe(1);
    await untilIdle();
    expect(await single.ask('GET /indexes/nested/documents')).toContain('"total":1');
    await deleteEverything();
  });

  test.for([
    [
      'a filter that is wrong',
      { indexes: { nested: { filter: ['a.c = 1'] } } },
      'Index `nested`: Attribute `a.c` is not filterable. Available filterable attribute patterns are: `a.b`.\n1:4 a.c = 1',
    ],
    [
      'a filter for a hidden field',
      { indexes: { nested: { filter: '_miroir_shard EXISTS' } } },
      'Index `nested`: Attribute `_miroir_shard` is not filterable. Available filterable attribute patterns are: `a.b`.\n1:14 _miroir_shard EXISTS',
    ],
    [
      'a key that opens nothing',
      { apiKey: 'wrong', indexes: { nested: {} } },
      'Failed to export documents to remote server invalid_api_key (auth): The provided API key is invalid. <https://docs.meilisearch.com/errors#invalid_api_key>',
    ],
    [
      'no URL',
      { url: 'x', indexes: { nested: {} } },
      'Bad URL: failed to parse URL: RelativeUrlWithoutBase: relative URL without a base',
    ],
  ] as const)('fails for %s', async ([, order, message]) => {
    const { body } = await exported(order);
    expect(body).toMatchObject({ status: 'failed', error: { message, code: 'internal' } });
  });

  test('of nothing succeeds', async () => {
    const { body } = await exported({ url: 'anywhere', indexes: { 'nothing-*': {} } });
    expect(body).toMatchObject({ status: 'succeeded', details: { indexes: {} } });
  });

  test('tells its key to nobody', async () => {
    expect(await ask('GET /tasks?types=export&limit=100')).not.toContain(singleKey);
    expect(JSON.stringify(await fleet.store.listUnsettledTasks(100))).not.toContain(singleKey);
    expect(JSON.stringify(fleet.events)).not.toContain(singleKey);
  });
});
