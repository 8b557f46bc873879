import { describe, expect, test } from 'vitest';
import { type Caller, unrestricted } from '../../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../../ports/node-client.ts';
import { MalformedRequest } from '../../protocol/api-error.ts';
import { markerNames } from '../../protocol/markers.ts';
import { parseQuery } from '../../protocol/routed-request.ts';
import { defaultSettings } from '../../settings/defaults.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { similarHandler } from './similar.ts';

interface Asked {
  readonly method?: string;
  readonly query?: string;
  readonly uid?: string;
  readonly settings?: object;
  readonly caller?: Caller;
  readonly policy?: 'partial' | 'error';
}

type Respond = (node: string, request: NodeRequest) => NodeReply;

/** Asks for documents like one in an index of eight shards on three nodes. */
async function like(body: object | string, respond: Respond, asked: Asked = {}) {
  const { method = 'POST', query = '', uid = 'movies', settings = {} } = asked;
  const { ports, calls } = testPorts(respond);
  const scatter = { ...testConfig.scatter, unavailableShardPolicy: asked.policy ?? 'partial' };
  const text = JSON.stringify({
    ...JSON.parse(defaultSettings),
    embedders: { own: { source: 'userProvided', dimensions: 2 } },
    ...settings,
  });
  const index = testIndex({ settings: text });
  const answer = await similarHandler(testContext(ports, [index], { ...testConfig, scatter }), {
    http: {
      method,
      path: '',
      query,
      headers: { 'content-type': 'application/json' },
      body: { kind: 'text', text: typeof body === 'string' ? body : JSON.stringify(body) },
    },
    template: '/indexes/{uid}/similar',
    parameters: { uid },
    query: parseQuery(query),
    caller: asked.caller ?? unrestricted,
  });
  return { answer, calls };
}

function reply(status: number, body: string): NodeReply {
  return { kind: 'reply', status, body };
}

const nobody: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };
const sequence = (id: number) => ')'.repeat(id);

/** The document with the id 1, with these vectors. */
function source(vectors: string): NodeReply {
  const document = `{"id":1,"_miroir_seq":"${sequence(1)}","_vectors":{"own":{"embeddings":${vectors},"regenerate":false}}}`;
  return reply(200, `{"results":[${document}],"offset":0,"limit":1,"total":1}`);
}

const noDocument = reply(200, '{"results":[],"offset":0,"limit":1,"total":0}');

/** A page of hits with these ids and similarities; null: the node did not find it by its vector. */
function page(hits: readonly (readonly [number, number | null])[], total = hits.length): NodeReply {
  const texts = hits.map(
    ([id, similarity]) =>
      `{"id":${id},"_miroir_seq":"${sequence(id)}","_rankingScoreDetails":{"vectorSort":{"order":0,"similarity":${similarity}}}}`,
  );
  return reply(
    200,
    `{"hits":[${texts.join(',')}],"query":"","processingTimeMs":3,"limit":20,"offset":0,"estimatedTotalHits":${total}}`,
  );
}

/** Answers of nodes that hold the document: the first that is searched has other hits than the rest. */
function nodes(first: NodeReply, others: NodeReply, document = source('[[1.0,2]]')): Respond {
  let asked: string | undefined;
  return (node, { path }) => {
    if (path.endsWith('/documents/fetch')) return document;
    asked ??= node;
    return node === asked ? first : others;
  };
}

const asked = { id: 1, embedder: 'own' };
const shown = { ...asked, showRankingScore: true, attributesToRetrieve: ['id'] };

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('documents like another one', () => {
  test('are found by its vector on all shards, the nearest first and without itself', async () => {
    const first = page([
      [1, 1],
      [4, 0.75],
      [2, 0.5],
    ]);
    const others = page([[3, 0.75]]);
    const { answer, calls } = await like(shown, nodes(first, others));
    const searches = calls.filter(({ request }) => request.path === '/indexes/movies/search');
    const body = JSON.parse(answer.body);
    expect(body.hits).toEqual([
      { id: 3, _rankingScore: 0.75 },
      { id: 4, _rankingScore: 0.75 },
      { id: 2, _rankingScore: 0.5 },
    ]);
    // Every other node has the same page here, and the document itself is not counted.
    expect(body.estimatedTotalHits).toBe(3 + (searches.length - 1) - 1);
    expect(Object.keys(body)).toEqual([
      'hits',
      'id',
      'processingTimeMs',
      'limit',
      'offset',
      'estimatedTotalHits',
    ]);
    expect(body).toMatchObject({ id: '1', processingTimeMs: 3, limit: 20, offset: 0 });
    for (const marker of markerNames) expect(answer.body).not.toContain(marker);
    for (const { request } of searches) {
      expect(request.body).toContain('"vector":[1.0,2]');
      expect(JSON.parse(request.body ?? '')).toMatchObject({
        limit: 21,
        hybrid: { embedder: 'own', semanticRatio: 1 },
      });
    }
    expect(searches.map(({ request }) => request.body).join(' ')).toContain('_miroir_shard IN [');
  });

  test('come page by page', async () => {
    const hits = page([
      [2, 0.9],
      [3, 0.8],
      [4, 0.7],
      [5, 0.6],
    ]);
    const respond = nodes(hits, page([]));
    const { answer, calls } = await like({ ...shown, offset: 1, limit: 2 }, respond);
    expect(JSON.parse(answer.body)).toMatchObject({
      hits: [
        { id: 3, _rankingScore: 0.8 },
        { id: 4, _rankingScore: 0.7 },
      ],
      limit: 2,
      offset: 1,
    });
    expect(JSON.parse(calls.at(-1)?.request.body ?? '')).toMatchObject({ limit: 4 });
  });

  test('end below the threshold, and so does the count', async () => {
    const hits = page([
      [1, 1],
      [2, 0.9],
      [3, 0.4],
      [4, 0.3],
    ]);
    const body = { ...shown, rankingScoreThreshold: 0.5 };
    const { answer } = await like(body, nodes(hits, page([])));
    expect(JSON.parse(answer.body)).toMatchObject({
      hits: [{ id: 2, _rankingScore: 0.9 }],
      estimatedTotalHits: 1,
    });
  });

  test('have been found by their vectors: what a node adds to them is no hit', async () => {
    const hits = page([
      [2, 0.9],
      [3, null],
    ]);
    const { answer } = await like(shown, nodes(hits, page([[4, 0.1]])));
    const { hits: merged } = JSON.parse(answer.body);
    expect(merged.map(({ id }: { id: number }) => id)).toEqual([2, 4]);
  });

  test('of several vectors are as like as the likest', async () => {
    const respond: Respond = (_node, { path, body }) => {
      if (path.endsWith('/documents/fetch')) return source('[[1,0],[0,1]]');
      return page(String(body).includes('"vector":[1,0]') ? [[2, 0.2]] : [[2, 0.6]]);
    };
    const { answer } = await like(shown, respond);
    expect(JSON.parse(answer.body).hits).toEqual([{ id: 2, _rankingScore: 0.6 }]);
  });

  test('of none are none, but are counted', async () => {
    const { answer, calls } = await like(asked, nodes(page([], 7), page([], 7), source('[]')));
    const searches = calls.filter(({ request }) => request.path.endsWith('/search'));
    expect(JSON.parse(answer.body)).toMatchObject({
      hits: [],
      estimatedTotalHits: 7 * searches.length - 1,
    });
    expect(searches.every(({ request }) => !request.body?.includes('vector"'))).toBe(true);
  });

  test('are filtered by the client and by its token', async () => {
    const caller: Caller = { ...unrestricted, filterFor: () => 'owner = ann' };
    const respond: Respond = (_node, { path, body }) => {
      if (!path.endsWith('/documents/fetch')) return page([[2, 0.5]], 5);
      return String(body).includes('owner') ? noDocument : source('[[1,2]]');
    };
    const { answer, calls } = await like({ ...shown, filter: 'a = 1' }, respond, { caller });
    const searches = calls.filter(({ request }) => request.path.endsWith('/search'));
    for (const { request } of searches) {
      expect(JSON.parse(request.body ?? '').filter.slice(0, 2)).toEqual(['a = 1', 'owner = ann']);
    }
    // The document itself is not among those that the filters leave, so it was not counted.
    expect(JSON.parse(answer.body).estimatedTotalHits).toBe(5 * searches.length);
  });

  test('are the same by GET and by POST', async () => {
    const respond = () => nodes(page([[2, 0.5]]), page([[3, 0.25]]));
    const posted = await like({ ...asked, id: '1', limit: 3, filter: ['a = 1'] }, respond());
    const query = 'id=1&embedder=own&limit=3&filter=%5B%22a%20%3D%201%22%5D';
    const got = await like('', respond(), { method: 'GET', query });
    expect(got.answer).toEqual(posted.answer);
    expect(got.calls).toEqual(posted.calls);
  });

  test('say which shards are missing, or are refused, as configured', async () => {
    const respond = () => nodes(page([[2, 0.5]]), nobody);
    const { answer } = await like(asked, respond());
    expect(answer.headers?.['x-miroir-degraded']).toMatch(/^shards=\d+(?:,\d+)*$/);
    const unavailable = { status: 503, code: 'miroir_shard_unavailable' };
    expect(await failure(like(asked, respond(), { policy: 'error' }))).toMatchObject(unavailable);
    expect(await failure(like(asked, nodes(nobody, nobody)))).toMatchObject(unavailable);
    const sourceMissing = nodes(page([]), page([]), nobody);
    expect(await failure(like(asked, sourceMissing))).toMatchObject(unavailable);
  });

  test.each([
    ['{"id":[1.0],"embedder":"own"}', 'invalid_similar_id'],
    ['{"id":"a b","embedder":"none"}', 'invalid_similar_embedder'],
    ['{"id":2,"embedder":"own","filter":1.0}', 'not_found_similar_id'],
  ])('are refused in the order of Meilisearch: %s', async (body, code) => {
    expect(await failure(like(body, nodes(page([]), page([]), noDocument)))).toMatchObject({
      code,
    });
  });

  test('are refused in its words', async () => {
    const wrongFilter = '{"id":1,"embedder":"own","filter":1.0}';
    expect(await failure(like(wrongFilter, nodes(page([]), page([]))))).toMatchObject({
      code: 'invalid_similar_filter',
      message: 'Invalid syntax for the filter parameter: `expected String, Array, found: 1.0`.',
    });
    const said = (prefix: string, family: string) =>
      JSON.stringify({
        message: `${prefix}Attribute \`x\` is not filterable.`,
        code: `invalid_${family}_filter`,
        type: 'invalid_request',
        link: `https://docs.meilisearch.com/errors#invalid_${family}_filter`,
      });
    const refusing = reply(400, said('Index `movies`: ', 'search'));
    expect(await failure(like(asked, nodes(refusing, refusing)))).toMatchObject({
      status: 400,
      body: said('', 'similar'),
      isScrubbed: true,
    });
  });

  test.each([
    ['{"embedder":"own"}', 'bad_request'],
    ['{"id":1}', 'bad_request'],
    ['{"id":1,"embedder":1}', 'invalid_similar_embedder'],
    ['{"id":1,"embedder":"own","limit":-1}', 'invalid_similar_limit'],
    [
      '{"id":1,"embedder":"own","rankingScoreThreshold":2}',
      'invalid_similar_ranking_score_threshold',
    ],
    ['{"id":1,"embedder":"own","q":"a"}', 'bad_request'],
  ])('are refused before their index: %s', async (body, code) => {
    const error = await failure(like(body, () => nobody, { uid: 'none' }));
    expect(error).toBeInstanceOf(MalformedRequest);
    expect(error).toMatchObject({ fallback: { code } });
  });

  test('cannot be found where the ranking rules leave vectors out', async () => {
    const settings = { rankingRules: ['sort', 'year:desc'] };
    const error = await failure(like(asked, nodes(page([]), page([])), { settings }));
    expect(error).toMatchObject({ status: 501 });
  });
});
