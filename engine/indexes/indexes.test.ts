import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import { unrestricted } from '../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import type { ClientTask, IndexRecord } from '../ports/task-store.ts';
import { parseQuery, type RoutedRequest } from '../protocol/routed-request.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { createIndex } from './create-index.ts';
import { deleteIndex } from './delete-index.ts';
import { getIndex, listIndexes } from './read-indexes.ts';
import { updateIndex } from './update-index.ts';

const failure: NodeReply = { kind: 'failure', failure: 'refused', message: '' };

function setUp(
  indexes: readonly IndexRecord[],
  respond: (node: string, request: NodeRequest) => NodeReply | undefined = () => undefined,
) {
  const { ports, calls } = testPorts(
    (node, sent) => respond(node, sent) ?? { kind: 'reply', status: 202, body: '{"taskUid":1}' },
    testStore(indexes),
  );
  return { context: testContext(ports, indexes), calls };
}

function request(uid: string, body = '', query = ''): RoutedRequest {
  const http = {
    method: 'POST',
    path: '/indexes',
    query,
    headers: { 'content-type': 'application/json' },
    body: { kind: 'text', text: body } as const,
  };
  return {
    http,
    template: '/indexes',
    parameters: { uid },
    query: parseQuery(query),
    caller: unrestricted,
  };
}

async function newestTask(context: EngineContext): Promise<ClientTask | undefined> {
  return (await context.ports.store.listUnsettledTasks(10)).at(-1);
}

describe('listing indexes', () => {
  const { context } = setUp(['c', 'a', 'b'].map((uid) => testIndex({ uid })));

  test('answers them by uid', async () => {
    const { body } = await listIndexes(context, request('', '', 'offset=1&limit=1'));
    expect(body).toBe(
      '{"results":[{"uid":"b","createdAt":"2026-11-22T10:00:00Z","updatedAt":"2026-11-22T10:00:00Z","primaryKey":"id"}],"offset":1,"limit":1,"total":3}',
    );
  });

  test.each([
    ['', '"offset":0,"limit":20,"total":3}'],
    ['limit=y&limit=%2B1', '"offset":0,"limit":1,"total":3}'],
    ['limit=18446744073709551615', '"limit":18446744073709551615,"total":3}'],
    ['limit=0&offset=01', '"results":[],"offset":1,"limit":0,"total":3}'],
  ])('reads %j', async (query, end) => {
    expect((await listIndexes(context, request('', '', query))).body).toContain(end);
  });

  test.each([
    'foo=1',
    'limit=',
    'limit=-1',
    'offset=1.5',
    'limit=+1',
    'limit=18446744073709551616',
  ])('leaves %j to a node to explain', async (query) => {
    const list = listIndexes(context, request('', '', query));
    await expect(list).rejects.toMatchObject({ name: 'MalformedRequest' });
  });

  test('or reading one of them needs a valid uid first', async () => {
    expect((await getIndex(context, request('a'))).status).toBe(200);
    await expect(getIndex(context, request('x'))).rejects.toMatchObject({ status: 404 });
    await expect(getIndex(context, request('!'))).rejects.toMatchObject({ status: 400 });
  });
});

describe('creating an index', () => {
  test('creates it on every node, with its hidden settings', async () => {
    const { context, calls } = setUp([]);
    expect((await createIndex(context, request('', '{"uid":"new"}'))).status).toBe(202);
    expect(calls.map(({ request: { method, path } }) => `${method} ${path}`).toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'PATCH /indexes/new/settings'),
      ...Array.from({ length: 3 }, () => 'POST /indexes'),
    ]);
    await context.shared.refresh();
    expect(context.catalogue.get('new')).toMatchObject({ accepted: true, visible: false });
    expect((await newestTask(context))?.details).toBe('{"primaryKey":null}');
  });

  test('that exists is a task that fails', async () => {
    const { context, calls } = setUp([testIndex()]);
    const answer = await createIndex(context, request('', '{"uid":"movies","primaryKey":"k"}'));
    expect(answer.status).toBe(202);
    expect(calls).toEqual([]);
    const task = await newestTask(context);
    expect(task).toMatchObject({ foregone: 'failed', details: '{"primaryKey":"k"}' });
    expect(task?.error).toContain('"code":"index_already_exists"');
  });

  test('that a node misses is deleted from the others', async () => {
    const { context, calls } = setUp([], (node) => (node === 'meili-1' ? failure : undefined));
    const creation = createIndex(context, request('', '{"uid":"new"}'));
    await expect(creation).rejects.toMatchObject({ code: 'miroir_no_quorum' });
    expect(calls.filter(({ request: { method } }) => method === 'DELETE')).toHaveLength(3);
    await context.shared.refresh();
    expect(context.catalogue.get('new')).toBeUndefined();
  });

  test('by a hidden field is refused', async () => {
    const { context } = setUp([]);
    const creation = createIndex(context, request('', '{"uid":"a","primaryKey":"_miroir_seq"}'));
    await expect(creation).rejects.toMatchObject({ code: 'miroir_reserved_field' });
  });
});

describe('deleting an index', () => {
  test('reaches every node, and writers see it gone at once', async () => {
    const { context, calls } = setUp([testIndex()]);
    expect((await deleteIndex(context, request('movies'))).status).toBe(202);
    expect(calls.map(({ request: { method } }) => method)).toEqual(['DELETE', 'DELETE', 'DELETE']);
    await context.shared.refresh();
    expect(context.catalogue.get('movies')).toMatchObject({ accepted: false, visible: true });
    expect((await newestTask(context))?.details).toBe('{"deletedDocuments":null}');
  });

  test('reaches nodes that do not have it: one of an earlier time may be left there', async () => {
    const { placement } = testIndex();
    const hosts = placement.hosts.slice(0, 2);
    const { context, calls } = setUp([testIndex({ placement: { ...placement, hosts } })]);
    await deleteIndex(context, request('movies'));
    expect(calls.map(({ node }) => node)).toEqual(['meili-0', 'meili-1', 'meili-2']);
  });

  test('that does not exist is a task that fails', async () => {
    const { context } = setUp([]);
    await deleteIndex(context, request('movies'));
    const task = await newestTask(context);
    expect(task).toMatchObject({ foregone: 'failed', details: '{"deletedDocuments":0}' });
    expect(task?.error).toContain('"code":"index_not_found"');
  });

  test('does not begin while a node is down', async () => {
    const { context, calls } = setUp([testIndex()]);
    for (let probe = 0; probe < 3; probe += 1) context.cluster.probed('meili-1', failure, 0);
    const deletion = deleteIndex(context, request('movies'));
    await expect(deletion).rejects.toMatchObject({ code: 'miroir_no_quorum' });
    expect(calls).toEqual([]);
  });
});

describe('updating an index', () => {
  const counting =
    (total: number) =>
    (_node: string, { path }: NodeRequest) =>
      path.endsWith('/documents/fetch')
        ? ({ kind: 'reply', status: 200, body: `{"results":[],"total":${total}}` } as const)
        : undefined;

  test('changes the primary key where there are no documents', async () => {
    const { context, calls } = setUp([testIndex()], counting(0));
    await updateIndex(context, request('movies', '{"primaryKey":"k"}'));
    expect(calls.filter(({ request: { method } }) => method === 'PATCH')).toHaveLength(3);
    expect((await newestTask(context))?.effect).toEqual({
      kind: 'set-primary-key',
      primaryKey: 'k',
    });
  });

  test('fails where there are, though some nodes may have none', async () => {
    const { context, calls } = setUp([testIndex()], counting(1));
    await updateIndex(context, request('movies', '{"primaryKey":"k"}'));
    expect(calls.some(({ request: { method } }) => method === 'PATCH')).toBe(false);
    const task = await newestTask(context);
    expect(task).toMatchObject({ foregone: 'failed', details: '{"primaryKey":"k"}' });
    expect(task?.error).toContain('Index `movies`: Index already has a primary key: `id`.');
  });

  test.each(['{}', '{"primaryKey":null}', '{"primaryKey":"id","uid":null}'])(
    'with %s changes nothing',
    async (body) => {
      const { context, calls } = setUp([testIndex()], counting(1));
      await updateIndex(context, request('movies', body));
      expect(calls).toEqual([]);
      expect(await newestTask(context)).toMatchObject({ foregone: 'succeeded' });
    },
  );

  test('that does not exist is a task that fails', async () => {
    const { context } = setUp([]);
    await updateIndex(context, request('movies', '{}'));
    expect(await newestTask(context)).toMatchObject({ foregone: 'failed' });
  });

  test('renames it without a word to any node', async () => {
    const { context, calls } = setUp([testIndex()]);
    await updateIndex(context, request('movies', '{"uid":"films"}'));
    expect(calls).toEqual([]);
    expect(await newestTask(context)).toMatchObject({
      indexUid: 'movies',
      foregone: 'succeeded',
      details: '{"primaryKey":null,"oldIndexUid":"movies","newIndexUid":"films"}',
    });
    await context.shared.refresh();
    expect(context.catalogue.accepted('films')?.uid).toBe('movies');
    expect(context.catalogue.accepted('movies')).toBeUndefined();
    expect(context.catalogue.visible('movies').name).toBe('movies');
  });

  test('does not give it the name of another', async () => {
    const { context } = setUp([testIndex(), testIndex({ uid: 'films' })]);
    await updateIndex(context, request('movies', '{"uid":"films"}'));
    const task = await newestTask(context);
    expect(task).toMatchObject({ indexUid: 'movies', foregone: 'failed' });
    expect(task?.error).toContain('Index `films` already exists.');
    expect(task?.nameChange).toBeUndefined();
  });

  test('puts its name back when the key does not reach every node', async () => {
    const { context } = setUp([testIndex({ written: false })], (node) =>
      node === 'meili-1' ? failure : undefined,
    );
    const update = updateIndex(context, request('movies', '{"uid":"films","primaryKey":"k"}'));
    await expect(update).rejects.toMatchObject({ code: 'miroir_no_quorum' });
    await context.shared.refresh();
    expect(context.catalogue.accepted('movies')?.uid).toBe('movies');
    expect(context.catalogue.accepted('films')).toBeUndefined();
    expect((await newestTask(context))?.nameChange).toBeUndefined();
  });

  test.each(['{"createdAt":1}', '{"uid":1}', '[]', ''])(
    'leaves %j to a node to explain',
    async (body) => {
      const { context } = setUp([testIndex()]);
      const update = updateIndex(context, request('movies', body));
      await expect(update).rejects.toMatchObject({ name: 'MalformedRequest' });
    },
  );
});
