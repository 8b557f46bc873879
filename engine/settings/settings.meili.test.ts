import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from '../../proxy/testing/in-process-fleet.ts';
import { defaults } from './setting-names.ts';
import { settingRoutes } from './sub-routes.ts';

const nodeKey = 'testNodeKey0123456789';

let nodes: NodeSet;
let alone: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  [nodes, alone] = await Promise.all([startNodes(3), startNodes(1)]);
  fleet = await startInProcess(nodes);
});

afterAll(async () => {
  await fleet.stop();
  await Promise.all([nodes.stop(), alone.stop()]);
});

interface Outcome {
  readonly status: number;
  readonly text: string;
}

/** What is the same on a single Meilisearch: not task numbers, times and the sizes of databases. */
function comparable(text: string): string {
  return text
    .replace(/"(taskUid|uid|batchUid)":\d+/g, '"$1":0')
    .replace(/"(\w+At|duration|lastUpdate)":"[^"]*"/g, '"$1":""')
    .replace(/"(databaseSize|usedDatabaseSize|rawDocumentDbSize|avgDocumentSize)":\d+/g, '"$1":0');
}

async function ask(
  send: (line: string, body?: string) => Promise<Outcome>,
  line: string,
  body?: string,
): Promise<Outcome[]> {
  const first = await send(line, body);
  if (first.status !== 202) return [{ status: first.status, text: comparable(first.text) }];
  const { taskUid }: { taskUid: number } = JSON.parse(first.text);
  let task = await send(`GET /tasks/${taskUid}`);
  while (/"status":"(enqueued|processing)"/.test(task.text)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    task = await send(`GET /tasks/${taskUid}`);
  }
  return [first, task].map(({ status, text }) => ({ status, text: comparable(text) }));
}

async function sendAlone(line: string, body?: string): Promise<Outcome> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${alone.nodes[0]?.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${nodeKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, text: await response.text() };
}

/** Sends the same to the fleet and to a single Meilisearch, and expects the same of both. */
async function expectSame(line: string, body?: string): Promise<void> {
  const ours = await ask((next, text) => fleet.request(next, text), line, body);
  const theirs = await ask(sendAlone, line, body);
  expect(ours, `${line} ${body ?? ''}`).toEqual(theirs);
}

const bodies = [
  '{"displayedAttributes":["title","price"],"sortableAttributes":["year","price"],"rankingRules":["words","price:desc","sort"]}',
  '{"filterableAttributes":["z",{"attributePatterns":["*"],"features":{"filter":{"equality":false}}}],"distinctAttribute":"sku"}',
  '{"sortableAttributes":null,"pagination":{"maxTotalHits":7},"faceting":{"maxValuesPerFacet":3}}',
  '{"faceting":{"sortFacetValuesBy":{"b":"count","10":"alpha"}},"pagination":{}}',
  '{"stopWords":["É","the"],"synonyms":{"the":["a"],"10":["x"],"9":["y"]},"dictionary":["J. K."]}',
  '{"typoTolerance":{"minWordSizeForTypos":{"oneTypo":4},"disableOnWords":["Ça"]}}',
  '{"embedders":{"m":{"source":"userProvided","dimensions":3,"distribution":{"mean":1,"sigma":0.5}}}}',
  '{"embedders":{"m":{"source":"userProvided"}}}',
  '{"embedders":{"m":null},"localizedAttributes":[{"attributePatterns":["*"],"locales":["fr"]}]}',
  '{"chat":{"description":"x"}}',
  '{"vectorStore":"stable"}',
  '{"foo":1}',
  '{"rankingRules":["foo"]}',
  '{"pagination":{"maxTotalHits":1.0}}',
  '{"stopWords":["\\ud800"]}',
  '{"searchCutoffMs":150,"facetSearch":false,"prefixSearch":"disabled","proximityPrecision":"byAttribute"}',
  '{"rankingRules":null,"faceting":null,"pagination":null,"displayedAttributes":null}',
  '{',
  '[]',
  '',
];

describe('settings', () => {
  test('are changed, shown and refused as by a single Meilisearch', async () => {
    for (const body of bodies) {
      await expectSame('PATCH /indexes/all/settings', body);
      await expectSame('GET /indexes/all/settings');
    }
    await expectSame('DELETE /indexes/all/settings');
    await expectSame('GET /indexes/all/settings');
    await expectSame('DELETE /indexes/missing/settings');
    await expectSame('PATCH /indexes/no!/settings', '{}');
    await expectSame('GET /indexes/missing/settings');
  });

  const values: Readonly<Record<string, string>> = {
    rankingRules: '["typo","words"]',
    synonyms: '{"a":["b"]}',
    distinctAttribute: '"sku"',
    proximityPrecision: '"byAttribute"',
    typoTolerance: '{"enabled":false}',
    faceting: '{"maxValuesPerFacet":4}',
    pagination: '{"maxTotalHits":4}',
    embedders: '{"m":{"source":"userProvided","dimensions":2}}',
    searchCutoffMs: '100',
    localizedAttributes: '[{"attributePatterns":["a"],"locales":["eng"]}]',
    facetSearch: 'false',
    prefixSearch: '"disabled"',
    chat: 'null',
    vectorStore: 'null',
  };

  test.each(settingRoutes)('have a route of their own: $path', async ({ path, name, verb }) => {
    const route = `/indexes/${path}/settings/${path}`;
    await expectSame(`${verb} ${route}`, values[name] ?? '["b","a"]');
    await expectSame(`GET ${route}`);
    await expectSame(`${verb} ${route}`, '{"x":');
    await expectSame(`${verb} ${route}`, '-1');
    await expectSame(`${verb === 'PUT' ? 'PATCH' : 'PUT'} ${route}`, 'null');
    await expectSame(`DELETE ${route}`);
    await expectSame(`GET ${route}`);
    await expectSame(`DELETE /indexes/missing/settings/${path}`);
  });

  test('leave every node with the hidden parts', async () => {
    await fleet.write('PATCH /indexes/hidden/settings', '{"filterableAttributes":["a"]}');
    await fleet.write('DELETE /indexes/hidden/settings/filterable-attributes');
    await fleet.write('DELETE /indexes/hidden/settings');
    for (const { url } of nodes.nodes) {
      const headers = { authorization: `Bearer ${nodeKey}` };
      const held = await (await fetch(`${url}/indexes/hidden/settings`, { headers })).text();
      expect(JSON.parse(held)).toMatchObject({
        filterableAttributes: ['_miroir_shard'],
        sortableAttributes: ['_miroir_seq'],
        pagination: { maxTotalHits: 1_000_000_000 },
      });
    }
    const { text } = await fleet.request('GET /indexes/hidden/settings');
    await fleet.write('DELETE /indexes/hidden');
    expect(text).toBe(`{${[...defaults].map(([name, value]) => `"${name}":${value}`).join(',')}}`);
  });

  test('that a node cannot take are taken back everywhere', async () => {
    await fleet.write('PATCH /indexes/undone/settings', '{"stopWords":["a"]}');
    fleet.down.add('meili-2');
    const refused = await fleet.request('PATCH /indexes/undone/settings', '{"stopWords":["b"]}');
    fleet.down.delete('meili-2');
    expect(refused.body.code).toBe('miroir_no_quorum');
    await fleet.write('PATCH /indexes/undone/settings', '{"dictionary":["c"]}');
    expect((await fleet.request('GET /indexes/undone/settings/stop-words')).text).toBe('["a"]');
    await fleet.write('DELETE /indexes/undone');
  });
});

describe('indexes', () => {
  test('are created, listed, updated and deleted as by a single Meilisearch', async () => {
    const creations = [
      '{"uid":"books","primaryKey":"id"}',
      '{"uid":"books"}',
      '{"uid":"empty"}',
      '{}',
      '{"uid":1}',
      '{"uid":null}',
      '{"uid":"a b"}',
      '{"uid":"x","uuid":1}',
      '{"primaryKey":[1],"uid":"x"}',
      '{"uid":"x"} y',
      '[]',
      '',
    ];
    for (const body of creations) await expectSame('POST /indexes', body);
    await expectSame('GET /indexes/books');
    await expectSame('GET /indexes/empty/stats');
    await expectSame('PATCH /indexes/empty', '{"primaryKey":"k"}');
    await expectSame('PATCH /indexes/empty', '{"primaryKey":"l"}');
    await expectSame('GET /indexes/empty');
    await expectSame('POST /indexes/books/documents', '[{"id":1,"b":2},{"id":2},{"id":3,"10":1}]');
    await expectSame('GET /indexes/books/stats');
    for (const body of [
      '{"primaryKey":"b"}',
      '{"primaryKey":"id"}',
      '{}',
      '{"createdAt":1}',
      '{"uid":1}',
    ]) {
      await expectSame('PATCH /indexes/books', body);
    }
    await expectSame('PATCH /indexes/missing', '{"primaryKey":"b"}');
    for (const query of ['limit=1', 'limit=0', 'offset=x', 'foo=1', 'limit=']) {
      const ours = await fleet.request(`GET /indexes?${query}`);
      const theirs = await sendAlone(`GET /indexes?${query}`);
      expect(comparable(ours.text)).toBe(comparable(theirs.text));
    }
    await expectSame('GET /version');
    await expectSame('GET /stats');
    await expectSame('DELETE /indexes/books');
    await expectSame('DELETE /indexes/books');
    await expectSame('GET /indexes/books');
  });
});
