import { describe, expect, test } from 'vitest';
import { NodeRefusal } from '../../gather/call.ts';
import { unrestricted } from '../../keys/caller.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { defaultSettings } from '../../settings/defaults.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts, type WholeRequest } from '../../testing/ports.ts';
import { multiSearchHandler } from './multi-search.ts';
import { type ScoredDocument, scoredNode } from './testing/scored-node.ts';

const documents: readonly ScoredDocument[] = ['films', 'songs'].flatMap((indexUid, place) =>
  Array.from({ length: 16 }, (_, count) => ({
    id: place * 100 + count,
    indexUid,
    shard: count % testConfig.topology.shards,
    fourths: [1 + (count % 4), count % 2 === 0 ? null : 2],
  })),
);

type Respond = (node: string, request: WholeRequest) => NodeReply;

const whole: Respond = (_node, request) => scoredNode(documents, request);
const nobody: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };

interface Ask {
  readonly respond?: Respond;
  readonly policy?: 'partial' | 'error';
  readonly headers?: Record<string, string>;
  readonly settings?: Record<string, unknown>;
}

async function ask(body: object, { respond = whole, policy, headers, settings }: Ask = {}) {
  const { ports, calls, events } = testPorts(respond);
  const scatter = {
    ...testConfig.scatter,
    unavailableShardPolicy: policy ?? testConfig.scatter.unavailableShardPolicy,
  };
  const text = JSON.stringify({ ...JSON.parse(defaultSettings), ...settings });
  const indexes = ['films', 'songs'].map((uid) => testIndex({ uid, settings: text }));
  const context = testContext(ports, indexes, { ...testConfig, scatter });
  const answer = await multiSearchHandler(context, {
    http: {
      method: 'POST',
      path: '/multi-search',
      query: '',
      headers: { 'content-type': 'application/json', ...headers },
      body: { kind: 'text', text: JSON.stringify(body) },
    },
    template: '/multi-search',
    parameters: {},
    query: [],
    caller: unrestricted,
  });
  return { answer, calls, events, body: JSON.parse(answer.body) };
}

async function failure(body: object, how: Ask = {}): Promise<unknown> {
  try {
    await ask(body, how);
  } catch (error) {
    return error;
  }
  return 'no failure';
}

const films = { indexUid: 'films', q: '0' };
const songs = { indexUid: 'songs', q: '0' };

describe('a multi-search', () => {
  test('answers every query by itself, in their order', async () => {
    const { body } = await ask({ queries: [songs, { ...films, limit: 2 }, films] });
    const results: readonly { indexUid: string; hits: unknown[] }[] = body.results;
    expect(Object.keys(results[0] ?? {})[0]).toBe('indexUid');
    expect(results.map(({ indexUid }) => indexUid)).toEqual(['songs', 'films', 'films']);
    expect(results.map(({ hits }) => hits.length)).toEqual([16, 2, 16]);
  });

  test('says what is missing over all queries, of each shard once', async () => {
    // Only films are to be had, and only from one node.
    const respond: Respond = (node, request) =>
      node === 'meili-0' && !request.path.includes('songs') ? whole(node, request) : nobody;
    for (const federation of [null, {}]) {
      const halved = await ask({ queries: [films, films], federation }, { respond });
      const shards = halved.answer.headers?.['x-miroir-degraded'];
      expect(shards).toMatch(/^shards=\d(?:,\d)*$/);
      expect(new Set(shards?.match(/\d/g)).size).toBe(shards?.match(/\d/g)?.length);
      const strict = await failure({ queries: [films], federation }, { respond, policy: 'error' });
      expect(strict).toMatchObject({ status: 503, code: 'miroir_shard_unavailable' });
      const nothing = await failure({ queries: [films, songs], federation }, { respond });
      expect(nothing).toMatchObject({ status: 503, code: 'miroir_shard_unavailable' });
    }
  });

  test('is complete if another replica has what one lacks', async () => {
    const lost: NodeReply = { kind: 'reply', status: 400, body: '{"code":"index_not_found"}' };
    const respond: Respond = (node, request) => (node === 'meili-1' ? lost : whole(node, request));
    for (const federation of [null, {}]) {
      const { answer, body } = await ask(
        { queries: [films, songs, films], federation },
        { respond },
      );
      expect(answer.headers).toEqual({});
      expect(federation === null ? body.results[0].hits.length : body.estimatedTotalHits).toBe(
        federation === null ? 16 : 32,
      );
    }
  });

  test('tells the first fault in the order of the queries, without hidden names', async () => {
    const message =
      'Attribute `x` is not sortable. Available sortable attributes are: `_miroir_seq, year`.';
    const respond: Respond = (node, request) =>
      request.path.includes('songs')
        ? { kind: 'reply', status: 400, body: JSON.stringify({ message }) }
        : whole(node, request);
    for (const federation of [null, {}]) {
      const queries = [films, songs, { indexUid: 'none' }];
      const refusal = await failure({ queries, federation }, { respond });
      if (federation === null) {
        expect(refusal).toBeInstanceOf(NodeRefusal);
        expect(refusal).toMatchObject({
          body: JSON.stringify({
            message:
              'Inside `.queries[1]`: Attribute `x` is not sortable. Available sortable attributes are: `year`.',
          }),
        });
      } else {
        // Indexes are searched in the order of their names.
        expect(refusal).toMatchObject({
          status: 400,
          code: 'index_not_found',
          message: 'Inside `.queries[2]`: Index `none` not found.',
        });
      }
    }
  });

  test('names a malformed parameter by its whole path', async () => {
    const message = 'Unknown value `xx` at `.locales[0]`: expected one of `af`';
    const respond: Respond = () => ({
      kind: 'reply',
      status: 400,
      body: JSON.stringify({ message, code: 'invalid_search_locales' }),
    });
    const refusal = await failure({ queries: [{ ...films, locales: ['xx'] }] }, { respond });
    expect(refusal).toMatchObject({ body: expect.stringContaining('at `.queries[0].locales[0]`') });
    expect(refusal).toMatchObject({ body: expect.not.stringContaining('Inside') });
  });

  test('counts documents once that several queries find, though nodes compare more rules', async () => {
    const queries = [films, { ...films, q: '1', sort: ['year:asc'] }];
    const { body, calls } = await ask({ queries, federation: { limit: 3 } });
    expect(body.estimatedTotalHits).toBe(16);
    const counts = calls.filter(({ request }) => request.path === '/multi-search');
    expect(counts.length).toBeGreaterThan(0);
    for (const { request } of counts) expect(request.body).not.toContain('sort');
  });

  test('has a node check the facets of an index that no query is put to, without reading it', async () => {
    const facetsByIndex = { songs: ['artist'] };
    const { calls, body } = await ask({ queries: [films], federation: { facetsByIndex } });
    const checks = calls.filter(({ request }) => request.path === '/multi-search');
    expect(checks.map(({ request }) => request.body)).toEqual([
      '{"federation":{"limit":0,"facetsByIndex":{"songs":["artist"]}},"queries":[]}',
    ]);
    expect(body).not.toHaveProperty('facetsByIndex');
  });

  test('looks as far when it counts as when it searches, where that makes a difference', async () => {
    const limitsOf = async (query: object, settings = {}) => {
      const queries = [films, { ...films, ...query }];
      const { calls } = await ask({ queries, federation: { limit: 7 } }, { settings });
      return calls
        .filter(({ request }) => request.path === '/multi-search')
        .map(({ request }) => JSON.parse(request.body ?? '').federation.limit);
    };
    expect(new Set(await limitsOf({}))).toEqual(new Set([0]));
    expect(new Set(await limitsOf({ distinct: 'year' }))).toEqual(new Set([7]));
    expect(new Set(await limitsOf({ rankingScoreThreshold: 0.1 }))).toEqual(new Set([7]));
    expect(new Set(await limitsOf({}, { distinctAttribute: 'year' }))).toEqual(new Set([7]));
  });

  test('puts its own member where Meilisearch does, also into a document that has one', async () => {
    const respond: Respond = () => ({
      kind: 'reply',
      status: 200,
      body:
        '{"hits":[{"id":1,"_federation":"mine","_miroir_seq":"(","_formatted":{"id":"1"},"_rankingScore":0.5}],' +
        '"query":"","processingTimeMs":1,"limit":1,"offset":0,"estimatedTotalHits":1}',
    });
    const query = { ...films, attributesToHighlight: ['*'], showRankingScore: true };
    const { answer } = await ask({ queries: [query], federation: { limit: 1 } }, { respond });
    expect(answer.body).toContain(
      '{"id":1,"_federation":{"indexUid":"films","queriesPosition":0,"weightedRankingScore":0.5},"_formatted":{"id":"1"},"_rankingScore":0.5}',
    );
  });

  test.each<[object, object, string]>([
    [{ limit: 1 }, {}, 'invalid_multi_search_query_pagination'],
    [{ facets: ['year'] }, {}, 'invalid_multi_search_query_facets'],
    [{ federationOptions: { remote: 'x' } }, {}, 'feature_not_enabled'],
    [{ federationOptions: { queryPosition: 1 } }, {}, 'feature_not_enabled'],
    [{}, { headers: { 'meili-proxy-search': 'true' } }, 'feature_not_enabled'],
    [{ filter: 1 }, {}, 'invalid_search_filter'],
  ])('that is federated has no query with %j', async (query, how, code) => {
    const body = { queries: [{ ...films, ...query }], federation: {} };
    const error = await failure(body, how);
    expect(error).toMatchObject({ status: 400, code });
  });
});
