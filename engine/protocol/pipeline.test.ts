import { describe, expect, test } from 'vitest';
import type { HttpRequest, RequestBody } from '../ports/http.ts';
import type { EngineContext } from '../context.ts';
import type { NodeReply } from '../ports/node-client.ts';
import type { TaskStore } from '../ports/task-store.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testSession, testStore } from '../testing/store.ts';
import { MalformedRequest } from './api-error.ts';
import { handleRequest } from './pipeline.ts';
import { type Handler, prepareRoutes } from './route-table.ts';

const malformed: Handler = () => {
  throw new MalformedRequest('Miroir cannot read this.');
};
const broken: Handler = () => {
  throw new Error('a bug');
};

function setUp(respond: (path: string) => NodeReply) {
  const { ports, events, calls } = testPorts((_node, { path }) => respond(path), testStore());
  const routes = prepareRoutes([
    { method: 'POST', template: '/indexes/{uid}/search', access: 'client', handler: malformed },
    { method: 'POST', template: '/indexes', access: 'client', handler: malformed },
    { method: 'POST', template: '/multi-search', access: 'client', handler: malformed },
    { method: 'POST', template: '/swap-indexes', access: 'client', handler: malformed },
    { method: 'POST', template: '/dumps', access: 'client', handler: malformed },
    { method: 'GET', template: '/broken', access: 'client', handler: broken },
  ]);
  const started = Promise.resolve(testContext(ports));
  const scope = { ports, config: testConfig, routes, started };
  return { events, calls, send: (sent: HttpRequest) => handleRequest(scope, sent) };
}

function request(line: string, body: RequestBody = { kind: 'text', text: '{"q":1}' }): HttpRequest {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const headers = { authorization: 'Bearer master', 'content-type': 'application/json' };
  return { method, path, query, headers, body };
}

const refusal: NodeReply = { kind: 'reply', status: 400, body: '{"code":"invalid_search_q"}' };

describe('the pipeline', () => {
  test('has a node explain what is wrong, where nothing can come of it', async () => {
    const { send, calls } = setUp(() => refusal);
    const response = await send(request('POST /indexes/movies/search?x=1'));
    expect([response.status, response.body]).toEqual([400, '{"code":"invalid_search_q"}']);
    expect(calls.map((call) => call.request.path)).toEqual(['/indexes/%21/search?x=1']);
  });

  test('says it in its own words when the node finds nothing wrong, or none answers', async () => {
    const uidRefused = '{"message":"`!` is not a valid index uid."}';
    const fine = setUp(() => ({ kind: 'reply', status: 400, body: uidRefused }));
    const dead = setUp(() => ({ kind: 'failure', failure: 'refused', message: '' }));
    for (const { send } of [fine, dead]) {
      const response = await send(request('POST /indexes/movies/search'));
      expect(response.status).toBe(400);
      expect(JSON.parse(response.body)).toMatchObject({
        code: 'bad_request',
        message: 'Miroir cannot read this.',
      });
    }
  });

  test('replays the creation of an index as an update of one that cannot be', async () => {
    const { send, calls } = setUp(() => refusal);
    expect((await send(request('POST /indexes'))).status).toBe(400);
    const replays = calls.map((call) => `${call.request.method} ${call.request.path}`);
    expect(replays).toEqual(['PATCH /indexes/%21']);
  });

  test('replays a multi-search with one member more, so that a node never searches', async () => {
    const texts = ['{"queries":[{"q":1}]}', ' { "a":1 } ', '{}', '[1]', '{"a":1', '{"a":1}x', ''];
    const { send, calls } = setUp(() => refusal);
    for (const text of texts) await send(request('POST /multi-search?x=1', { kind: 'text', text }));
    expect(calls.map((call) => `${call.request.path} ${call.request.body}`)).toEqual([
      '/multi-search {"queries":[{"q":1}],"!":0}',
      '/multi-search  { "a":1 ,"!":0} ',
      ...texts.slice(2).map((text) => `/multi-search ${text}`),
    ]);
    const message = 'Unknown field `!`: expected one of `queries`, `federation`';
    const fine = setUp(() => ({ kind: 'reply', status: 400, body: JSON.stringify({ message }) }));
    const response = await fine.send(request('POST /multi-search'));
    expect(JSON.parse(response.body).message).toBe('Miroir cannot read this.');
  });

  const impossible = '{"indexes":["!","!"]}';
  test.each([
    ['[]', 'POST /swap-indexes', `[${impossible}]`],
    ['\n[ ]\n', 'POST /swap-indexes', `\n[ ${impossible}]`],
    ['[{"indexes":["a","b"]}]', 'POST /swap-indexes', `[{"indexes":["a","b"]},${impossible}]`],
    ['[{"indexes":["a","]"]}] ', 'POST /swap-indexes', `[{"indexes":["a","]"]},${impossible}]`],
    ['{"indexes":["a","b"]}', 'POST /swap-indexes', '{"indexes":["a","b"]}'],
    ['[{"indexes":["a","b"]}', 'PATCH /indexes/%21', '[{"indexes":["a","b"]}'],
    ['', 'PATCH /indexes/%21', ''],
  ])('replays the swap %j so that nothing can come of it', async (text, line, body) => {
    const { send, calls } = setUp(() => refusal);
    await send(request('POST /swap-indexes', { kind: 'text', text }));
    expect(calls.map((call) => `${call.request.method} ${call.request.path}`)).toEqual([line]);
    expect(calls[0]?.request.body).toBe(body);
  });

  test('never replays a write that could take effect', async () => {
    const { send, calls } = setUp(() => refusal);
    expect((await send(request('POST /dumps'))).status).toBe(400);
    expect(calls).toEqual([]);
  });

  test('answers a bug of ours with 500 and no details, and traces it', async () => {
    const { send, events } = setUp(() => refusal);
    const response = await send(request('GET /broken'));
    expect(response.status).toBe(500);
    expect(response.body).not.toContain('a bug');
    expect(events).toContainEqual(expect.objectContaining({ kind: 'bug', where: '/broken' }));
  });

  test('refuses what is too large, without keys, or nowhere', async () => {
    const { send } = setUp(() => refusal);
    const large = request('POST /indexes', { kind: 'too-large', limitBytes: 100_000_000 });
    const tooLarge = await send(large);
    expect(tooLarge.status).toBe(413);
    expect(JSON.parse(tooLarge.body).message).toContain('95.37 MiB');
    const keyless = await send({ ...request('POST /indexes'), headers: {} });
    expect(JSON.parse(keyless.body).code).toBe('missing_authorization_header');
    expect(await send(request('GET /nowhere'))).toEqual({ status: 404, headers: {}, body: '' });
    const wrongVerb = await send(request('PUT /indexes'));
    expect(wrongVerb).toEqual({ status: 405, headers: { allow: 'POST' }, body: '' });
  });
});

/** A route whose handler answers with how often it was asked, after what `during` does. */
function setUpReading(isRepeatable: boolean, during: (scene: Scene) => void | Promise<void>) {
  const store = testStore([testIndex()]);
  const { ports } = testPorts(() => refusal, store);
  const context = testContext(ports);
  const scene: Scene = { context, asked: 0, move: () => moveShard(store) };
  const handler: Handler = async () => {
    scene.asked += 1;
    await during(scene);
    return { status: 200, body: String(scene.asked) };
  };
  const routes = prepareRoutes([
    { method: 'GET', template: '/read', access: 'client', handler, isRepeatable },
  ]);
  const scope = { ports, config: testConfig, routes, started: Promise.resolve(context) };
  return { scene, store, read: () => handleRequest(scope, request('GET /read')) };
}

interface Scene {
  readonly context: EngineContext;
  asked: number;
  /** Has a shard change its place, as another proxy would. */
  readonly move: () => Promise<void>;
}

async function moveShard(store: TaskStore): Promise<void> {
  const claim = { session: testSession, indexUid: 'movies' };
  if ((await store.claimRepair(claim, [])) === null) throw new Error('the index is claimed');
  const [index] = await store.listIndexes();
  const [place] = index?.placement.shards ?? [];
  if (index === undefined || place === undefined) throw new Error('there is no index');
  const { replicas, incoming, outgoing } = place;
  const shards = [{ shard: 0, replicas, incoming, outgoing: [...outgoing, 'elsewhere'] }];
  const change = { expected: index.placement.version, shards, marks: [], repaired: [] };
  expect(await store.changePlacement(claim, change)).toBe('changed');
}

describe('an answer from what this proxy knows', () => {
  test('stands while the session does, whatever moves', async () => {
    const { read } = setUpReading(true, ({ move }) => move());
    expect((await read()).body).toBe('1');
  });

  test('stands without a session while no shard moves', async () => {
    const { read } = setUpReading(true, ({ context }) => context.session.lose());
    expect((await read()).body).toBe('1');
  });

  test('is given anew when the session was lost and a shard moved meanwhile', async () => {
    const { read } = setUpReading(true, async ({ context, asked, move }) => {
      if (asked > 2) return;
      context.session.lose();
      await move();
    });
    expect((await read()).body).toBe('3');
  });

  test('is given anew although there is another session by now', async () => {
    const { read } = setUpReading(true, async ({ context, asked, move }) => {
      if (asked > 1) return;
      context.session.confirm(testSession + 1, 0);
      await move();
    });
    expect((await read()).body).toBe('2');
  });

  test('is given up after a few times', async () => {
    const { read, scene } = setUpReading(true, async ({ context, move }) => {
      context.session.lose();
      await move();
    });
    const response = await read();
    expect([response.status, scene.asked]).toEqual([503, 4]);
    expect(scene.context.shared.adopted).toBe(scene.context.shared.placementRevision);
  });

  test('is never repeated where it may have had an effect', async () => {
    const { read } = setUpReading(false, async ({ context, move }) => {
      context.session.lose();
      await move();
    });
    expect((await read()).body).toBe('1');
  });

  test('holds what it read from in place until it is complete, be it an error', async () => {
    const held: number[] = [];
    const { read, scene } = setUpReading(true, async ({ context, move }) => {
      const before = context.shared.adopted;
      await move();
      await context.shared.refresh();
      held.push(context.shared.adopted - before);
      throw new Error('a bug');
    });
    expect((await read()).status).toBe(500);
    expect(held).toEqual([0]);
    const { shared } = scene.context;
    expect(shared.adopted).toBe(shared.placementRevision);
  });
});
