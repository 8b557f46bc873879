import { expect, test } from 'vitest';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { callNode } from './call.ts';

const notFilterable =
  '{"message":"Attribute `_miroir_shard` is not filterable. This index does not have configured filterable attributes.","code":"invalid_search_filter"}';
const wrongFilter =
  '{"message":"Attribute `rank` is not filterable.","code":"invalid_search_filter"}';

test.each([
  ['has the index without its settings', 400, notFilterable, 'unavailable'],
  ['is asked for what no node could answer', 400, wrongFilter, 'refusal'],
  ['lost the index', 404, '{"code":"index_not_found"}', 'unavailable'],
  ['lost the index of a multi-search', 400, '{"code":"index_not_found"}', 'unavailable'],
  ['lacks a document', 404, '{"code":"document_not_found"}', 'refusal'],
  ['answers', 200, '{}', 'answer'],
])('a node that %s', async (_what, status, body, kind) => {
  const { ports } = testPorts(() => ({ kind: 'reply', status, body }));
  const request = { method: 'POST', path: '/indexes/movies/search', body: '{}' } as const;
  const answer = await callNode(testContext(ports), 'meili-0', request, 'search');
  expect(answer.kind).toBe(kind);
});
