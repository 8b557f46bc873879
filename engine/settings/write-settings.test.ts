import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { unrestricted } from '../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { defaultSettings } from './defaults.ts';
import { resetSetting, resetSettings, updateSetting, updateSettings } from './write-settings.ts';

const reply = (status: number, body: string): NodeReply => ({ kind: 'reply', status, body });
const accepted = reply(202, '{"taskUid":1}');
const acceptable = reply(400, '{"message":"`!` is not a valid index uid. …"}');

function request(method: string, path: string, body: string): RoutedRequest {
  return {
    http: {
      method,
      path: `/indexes/movies/settings${path}`,
      query: '',
      headers: { 'content-type': 'application/json' },
      body: { kind: 'text', text: body },
    },
    template: `/indexes/{uid}/settings${path}`,
    parameters: { uid: 'movies' },
    query: [],
    caller: unrestricted,
  };
}

/** A context whose nodes accept everything, but for what `respond` answers. */
function setUp(
  indexes: readonly IndexRecord[],
  respond: (node: string, request: NodeRequest) => NodeReply | undefined = () => undefined,
): { context: EngineContext; writes: () => { node: string; body: unknown; path: string }[] } {
  const { ports, calls } = testPorts((node, sent) => {
    const answer = respond(node, sent);
    if (answer !== undefined) return answer;
    return sent.path.includes('%21') ? acceptable : accepted;
  }, testStore(indexes));
  const writes = () =>
    calls
      .filter((call) => !call.request.path.includes('%21'))
      .map(({ node, request: { path, body } }) => ({
        node,
        path,
        body: body === undefined ? undefined : JSON.parse(body),
      }));
  return { context: testContext(ports, indexes), writes };
}

const restricted = testIndex({
  settings: defaultSettings.replace(
    '"displayedAttributes":["*"]',
    '"displayedAttributes":["title"]',
  ),
});

describe('a change of settings', () => {
  test('reaches every node with its hidden part, and no other', async () => {
    const { context, writes } = setUp([testIndex()]);
    const body = '{"stopWords":["b","a"],"pagination":{"maxTotalHits":5}}';
    const answer = await updateSettings(context, request('PATCH', '', body));
    expect(answer.status).toBe(202);
    expect(writes()).toEqual(
      ['meili-0', 'meili-1', 'meili-2'].map((node) => ({
        node,
        path: '/indexes/movies/settings',
        body: { stopWords: ['b', 'a'], pagination: { maxTotalHits: 1_000_000_000 } },
      })),
    );
    const [task] = await context.ports.store.listUnsettledTasks(10);
    expect(task?.details).toBe('{"stopWords":["a","b"],"pagination":{"maxTotalHits":5}}');
    expect(task?.effect).toEqual({ kind: 'settings', patch: body });
  });

  test('of a missing index creates it, hidden settings and all', async () => {
    const { context, writes } = setUp([]);
    await updateSetting('synonyms')(context, request('PUT', '/synonyms', ' {"a":["b"]}\n'));
    expect(Object.keys(Object(writes()[0]?.body)).toSorted()).toEqual([
      'displayedAttributes',
      'faceting',
      'filterableAttributes',
      'pagination',
      'rankingRules',
      'sortableAttributes',
      'synonyms',
    ]);
    await context.shared.refresh();
    expect(context.catalogue.get('movies')?.accepted).toBe(true);
    expect(context.catalogue.get('movies')?.visible).toBe(false);
  });

  test('shows nodes what they sort by, even if the attributes to display came before', async () => {
    const { context, writes } = setUp([restricted]);
    await updateSetting('sortableAttributes')(
      context,
      request('PUT', '/sortable-attributes', '["price"]'),
    );
    expect(writes()[0]?.body).toEqual({
      sortableAttributes: ['price', '_miroir_seq'],
      displayedAttributes: [
        'title',
        '_miroir_shard',
        '_miroir_version',
        '_miroir_seq',
        '_miroir_updated_at',
        'price',
      ],
    });
  });

  test('sees the changes that are still on their way', async () => {
    const { context, writes } = setUp([restricted]);
    await updateSettings(context, request('PATCH', '', '{"sortableAttributes":["price"]}'));
    await updateSettings(context, request('PATCH', '', '{"displayedAttributes":["sku"]}'));
    expect(Object(writes()[3]?.body)['displayedAttributes']).toContain('price');
  });

  test('to null gives nodes the default with its hidden part', async () => {
    const { context, writes } = setUp([restricted]);
    await updateSettings(context, request('PATCH', '', '{"rankingRules":null,"faceting":null}'));
    expect(writes()[0]?.body).toMatchObject({
      rankingRules: [
        'words',
        'typo',
        'proximity',
        'attribute',
        'sort',
        'exactness',
        '_miroir_seq:asc',
      ],
      faceting: { maxValuesPerFacet: 100_000, sortFacetValuesBy: { '*': 'alpha' } },
    });
  });

  test('that a node finds wrong is refused in its words, and takes no task number', async () => {
    const refusal = '{"message":"Unknown field `x`","code":"bad_request"}';
    const { context, writes } = setUp([], (_node, { path }) =>
      path.includes('%21') ? reply(400, refusal) : undefined,
    );
    const answer = await updateSettings(context, request('PATCH', '', '{"x":1}'));
    expect(answer).toEqual({ status: 400, body: refusal });
    expect(writes()).toEqual([]);
  });

  test('that all nodes refuse leaves nothing behind', async () => {
    const refusal = '{"message":"requires enabling","code":"feature_not_enabled"}';
    const { context } = setUp([], (_node, { path }) =>
      path.includes('%21') ? undefined : reply(400, refusal),
    );
    const write = updateSettings(context, request('PATCH', '', '{"chat":{}}'));
    await expect(write).rejects.toThrow(NodeRefusal);
    expect(await context.ports.store.listUnsettledTasks(10)).toEqual([]);
    await context.shared.refresh();
    expect(context.catalogue.get('movies')).toBeUndefined();
  });

  test('that a node misses is taken back from the others', async () => {
    const { context, writes } = setUp([testIndex()], (node) =>
      node === 'meili-2' ? { kind: 'failure', failure: 'reset', message: '' } : undefined,
    );
    const write = updateSettings(
      context,
      request('PATCH', '', '{"stopWords":["a"],"embedders":{"e":{}}}'),
    );
    await expect(write).rejects.toMatchObject({ code: 'miroir_no_quorum' });
    expect(writes().at(-1)?.body).toMatchObject({ stopWords: [], embedders: { e: null } });
  });

  test('without a content type is not read', async () => {
    const { context } = setUp([testIndex()]);
    const bare = request('PATCH', '', '{}');
    const write = updateSettings(context, { ...bare, http: { ...bare.http, headers: {} } });
    await expect(write).rejects.toMatchObject({ status: 415, code: 'missing_content_type' });
  });
});

describe('a reset of settings', () => {
  test('of a missing index is a task that fails', async () => {
    const { context, writes } = setUp([]);
    const answer = await resetSetting('stopWords')(context, request('DELETE', '/stop-words', ''));
    expect(answer.status).toBe(202);
    expect(writes()).toEqual([]);
    const [task] = await context.ports.store.listUnsettledTasks(10);
    expect(task).toMatchObject({ foregone: 'failed', details: '{"stopWords":null}' });
    expect(task?.error).toContain('Index `movies` not found.');
  });

  test('keeps the hidden parts on the nodes', async () => {
    const { context, writes } = setUp([restricted]);
    await resetSettings(context, request('DELETE', '', ''));
    expect(writes()[0]?.body).toMatchObject({
      displayedAttributes: ['*'],
      filterableAttributes: ['_miroir_shard'],
      stopWords: null,
      chat: null,
    });
  });
});
