import { describe, expect, test } from 'vitest';
import { type Caller, unrestricted } from '../../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../../ports/node-client.ts';
import { MalformedRequest } from '../../protocol/api-error.ts';
import { defaultSettings } from '../../settings/defaults.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { searchFacet } from './facet-search.ts';

interface Asked {
  readonly uid?: string;
  readonly settings?: object;
  readonly policy?: 'partial' | 'error';
  readonly caller?: Caller;
}

/** Searches a facet of an index of eight shards on three nodes of which `respond` tells the answers. */
async function find(
  body: string,
  respond: (node: string, request: NodeRequest) => NodeReply,
  { uid = 'movies', settings = {}, policy = 'partial', caller = unrestricted }: Asked = {},
) {
  const { ports, calls } = testPorts(respond);
  const scatter = { ...testConfig.scatter, unavailableShardPolicy: policy };
  const text = JSON.stringify({ ...JSON.parse(defaultSettings), ...settings });
  const index = testIndex({ settings: text });
  const answer = await searchFacet(testContext(ports, [index], { ...testConfig, scatter }), {
    http: {
      method: 'POST',
      path: '',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: { kind: 'text', text: body },
    },
    template: '/indexes/{uid}/facet-search',
    parameters: { uid },
    query: [],
    caller,
  });
  return { answer, calls };
}

function reply(status: number, body: string): NodeReply {
  return { kind: 'reply', status, body };
}

function found(counts: Readonly<Record<string, number>>, facetQuery: string | null = null) {
  const facetHits = Object.entries(counts).map(([value, count]) => ({ value, count }));
  return reply(200, JSON.stringify({ facetHits, facetQuery, processingTimeMs: 2 }));
}

const nobody: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };
const genre = '{"facetName":"genre"}';
const owned: Caller = { ...unrestricted, filterFor: () => ['owner = ann'] };

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The node that is asked first answers one thing, all others another. */
function firstAnd(first: NodeReply, others: NodeReply): (node: string) => NodeReply {
  let asked: string | undefined;
  return (node) => {
    asked ??= node;
    return node === asked ? first : others;
  };
}

describe('a search for values of a facet', () => {
  test('adds up what nodes that hold all shards between them count', async () => {
    const { answer, calls } = await find(genre, () => found({ Drama: 2, action: 1 }));
    const times = calls.length;
    expect(times).toBeGreaterThan(1);
    expect(answer).toEqual({
      status: 200,
      body: `{"facetHits":[{"value":"action","count":${times}},{"value":"Drama","count":${2 * times}}],"facetQuery":null,"processingTimeMs":2}`,
      headers: {},
    });
    expect(calls.every(({ request }) => request.path === '/indexes/movies/facet-search')).toBe(
      true,
    );
    expect(calls.map(({ request }) => request.body).join(' ')).toContain('_miroir_shard IN [');
  });

  test('takes spellings of one value for one value', async () => {
    const respond = firstAnd(found({ DRAMA: 1 }), found({ drama: 1 }));
    const { answer, calls } = await find(genre, respond);
    expect(JSON.parse(answer.body).facetHits).toEqual([{ value: 'DRAMA', count: calls.length }]);
  });

  test('cuts and orders the sums, not what each node found, as the settings say', async () => {
    const settings = {
      faceting: { maxValuesPerFacet: 1, sortFacetValuesBy: { '*': 'alpha', genre: 'count' } },
    };
    const counted = () => firstAnd(found({ a: 5, b: 4 }), found({ b: 4, c: 5 }));
    const { answer, calls } = await find(genre, counted(), { settings });
    expect(JSON.parse(answer.body).facetHits).toEqual([{ value: 'b', count: 4 * calls.length }]);
    const other = await find('{"facetName":"place"}', counted(), { settings });
    expect(JSON.parse(other.answer.body).facetHits).toEqual([{ value: 'a', count: 5 }]);
  });

  test('counts a value of the distinct attribute once, however many nodes have it', async () => {
    const { answer } = await find(genre, () => found({ a: 1 }), {
      settings: { distinctAttribute: 'genre' },
    });
    expect(JSON.parse(answer.body).facetHits).toEqual([{ value: 'a', count: 1 }]);
  });

  test('hands on what it knows of the parameters, with the filter of the caller', async () => {
    const body = '{"facetName":"genre","facetQuery":"a","filter":"year > 1.0","q":"b","limit":"x"}';
    const { answer, calls } = await find(body, () => found({}, 'a'), { caller: owned });
    expect(JSON.parse(answer.body)).toMatchObject({ facetHits: [], facetQuery: 'a' });
    for (const { request } of calls) {
      const { filter, ...others } = JSON.parse(request.body ?? '');
      expect(others).toEqual({ facetName: 'genre', facetQuery: 'a', q: 'b' });
      expect(filter.slice(0, 2)).toEqual(['year > 1.0', 'owner = ann']);
    }
  });

  test('leaves a filter that is none to a node, as it was written', async () => {
    const { calls } = await find('{"facetName":"genre","filter":1.0}', () => found({}));
    expect(calls[0]?.request.body).toContain('"filter":1.0');
  });

  test('says which shards are missing, or fails, as configured', async () => {
    const respond = firstAnd(found({ a: 1 }), nobody);
    const { answer } = await find(genre, respond);
    expect(answer.headers?.['x-miroir-degraded']).toMatch(/^shards=\d+(?:,\d+)*$/);
    const unavailable = { status: 503, code: 'miroir_shard_unavailable' };
    expect(
      await failure(find(genre, firstAnd(found({}), nobody), { policy: 'error' })),
    ).toMatchObject(unavailable);
    expect(await failure(find(genre, () => nobody))).toMatchObject(unavailable);
  });

  test('tells a refusal in the words of a node without markers', async () => {
    const [before, after] = ['_miroir_shard, a', 'a, <..hidden-attributes>'];
    const message = (list: string, rule: number) =>
      `Attribute \`x\` is not facet-searchable. Available facet-searchable attributes patterns are: \`${list}\`. Hint: enable facetSearch in rule #${rule} by adding`;
    const respond = () => reply(400, JSON.stringify({ message: message(`${before}, b`, 3) }));
    const settings = { displayedAttributes: ['a'] };
    expect(await failure(find(genre, respond, { settings }))).toMatchObject({
      status: 400,
      isScrubbed: true,
      body: JSON.stringify({ message: message(after, 2) }),
    });
  });

  test.each([
    ['{}', 'missing_facet_search_facet_name'],
    ['{"facetName":1}', 'invalid_facet_search_facet_name'],
    ['{"facetName":"a","facetQuery":1}', 'invalid_facet_search_query'],
    ['{"facetName":"a","exhaustiveFacetCount":1}', 'invalid_facet_search_exhaustive_facet_count'],
    ['{"facetName":"a","matchingStrategy":"some"}', 'invalid_search_matching_strategy'],
    ['{"facetName":"a"', 'malformed_payload'],
  ])('is refused before its index: %s', async (body, code) => {
    const error = await failure(find(body, () => found({}), { uid: 'none' }));
    expect(error).toBeInstanceOf(MalformedRequest);
    expect(error).toMatchObject({ fallback: { code } });
  });

  test('of no index is refused', async () => {
    expect(await failure(find(genre, () => found({}), { uid: 'none' }))).toMatchObject({
      code: 'index_not_found',
    });
  });
});
