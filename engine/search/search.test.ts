import { describe, expect, test } from 'vitest';
import { NodeRefusal } from '../gather/call.ts';
import { type Caller, unrestricted } from '../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import { ApiError, MalformedRequest } from '../protocol/api-error.ts';
import { markerNames } from '../protocol/markers.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { searchHandler } from './search.ts';

const settings = JSON.stringify({
  ...JSON.parse(defaultSettings),
  displayedAttributes: ['id', 'title'],
  sortableAttributes: ['year'],
});

interface Search {
  readonly method?: string;
  readonly uid?: string;
  readonly body?: string;
  readonly query?: string;
  readonly policy?: 'partial' | 'error';
  readonly caller?: Caller;
}

/** Searches an index of eight shards on three nodes of which `respond` tells the answers. */
async function search(
  respond: (node: string, request: NodeRequest) => NodeReply,
  with_: Search = {},
) {
  const { method = 'POST', uid = 'movies', body = '{"q":"a"}', query = '' } = with_;
  const { caller = unrestricted } = with_;
  const { ports, calls } = testPorts(respond);
  const scatter = {
    ...testConfig.scatter,
    unavailableShardPolicy: with_.policy ?? testConfig.scatter.unavailableShardPolicy,
  };
  const context = testContext(ports, [testIndex({ settings })], { ...testConfig, scatter });
  const answer = await searchHandler(context, {
    http: {
      method,
      path: '',
      query,
      headers: { 'content-type': 'application/json' },
      body: { kind: 'text', text: body },
    },
    template: '/indexes/{uid}/search',
    parameters: { uid },
    query: parseQuery(query),
    caller,
  });
  return { answer, calls };
}

function reply(status: number, body: string): NodeReply {
  return { kind: 'reply', status, body };
}

function found(id: number): NodeReply {
  const hit = `{"id":${id},"_miroir_seq":"(${'('.repeat(id)})","_rankingScore":0.5}`;
  return reply(
    200,
    `{"hits":[${hit}],"query":"a","processingTimeMs":1,"limit":20,"offset":0,"estimatedTotalHits":1}`,
  );
}

const idOf = (node: string): number => Number(node.at(-1));
const nobody: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };
const nothing = reply(
  200,
  '{"hits":[],"query":"a","processingTimeMs":1,"limit":20,"offset":0,"estimatedTotalHits":0}',
);

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a search', () => {
  test('asks nodes that hold all shards between them, each for its own', async () => {
    const { answer, calls } = await search((node) => found(idOf(node)));
    expect(answer.status).toBe(200);
    expect(answer.headers).toEqual({});
    expect(JSON.parse(answer.body)).toMatchObject({ estimatedTotalHits: calls.length });
    expect(calls.every(({ request }) => request.path === '/indexes/movies/search')).toBe(true);
    expect(calls.map(({ request }) => request.body).join(' ')).toContain('_miroir_shard IN [');
    for (const marker of markerNames) expect(answer.body).not.toContain(marker);
  });

  test('means the same by GET and by POST', async () => {
    const posted = await search((node) => found(idOf(node)), { body: '{"q":"a","limit":3}' });
    const got = await search((node) => found(idOf(node)), { method: 'GET', query: 'q=a&limit=3' });
    expect(got.answer).toEqual(posted.answer);
    expect(got.calls).toEqual(posted.calls);
  });

  test('turns to other replicas when a node answers rubbish', async () => {
    for (const broken of ['meili-0', 'meili-1', 'meili-2']) {
      const { answer } = await search((node) =>
        node === broken ? reply(200, '{"hits":[{"id":') : found(idOf(node)),
      );
      expect(answer.headers).toEqual({});
      expect(JSON.parse(answer.body).hits).not.toContainEqual({ id: idOf(broken) });
    }
  });

  test('says which shards are missing, or fails, as configured', async () => {
    const respond = (node: string): NodeReply => (node === 'meili-0' ? nothing : nobody);
    const { answer } = await search(respond);
    expect(answer.headers?.['x-miroir-degraded']).toMatch(/^shards=\d+(?:,\d+)*$/);
    const error = await failure(search(respond, { policy: 'error' }));
    expect(error).toMatchObject({ status: 503, code: 'miroir_shard_unavailable' });
  });

  test('fails under every policy when no shard answers', async () => {
    const error = await failure(search(() => nobody));
    expect(error).toMatchObject({ status: 503, code: 'miroir_shard_unavailable' });
  });

  test('tells a refusal in the words of a node without markers', async () => {
    const message =
      'Index `movies`: Attribute `x` is not sortable. Available sortable attributes are: `_miroir_seq, year`.';
    const refusal = await failure(search(() => reply(400, JSON.stringify({ message }))));
    expect(refusal).toBeInstanceOf(NodeRefusal);
    expect(refusal).toMatchObject({
      status: 400,
      body: JSON.stringify({
        message:
          'Index `movies`: Attribute `x` is not sortable. This index does not have configured sortable attributes.',
      }),
    });
  });

  test('is checked before its index, and the uid before its existence', async () => {
    const wrong = { body: '{"foo":1}', uid: 'no such' };
    expect(await failure(search(() => nothing, wrong))).toBeInstanceOf(MalformedRequest);
    const badUid = await failure(search(() => nothing, { uid: 'no such' }));
    expect(badUid).toBeInstanceOf(ApiError);
    expect(badUid).toMatchObject({ code: 'invalid_index_uid' });
    expect(await failure(search(() => nothing, { uid: 'none' }))).toMatchObject({
      code: 'index_not_found',
    });
  });
});
