import { expect, test } from 'vitest';
import { shardForKey } from '../placement/hash.ts';
import { unrestricted } from '../keys/caller.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { getDocument } from './read-documents.ts';

const notFound = '{"message":"Document `a` not found.","code":"document_not_found"}';
const shard = shardForKey('a', testConfig.topology.shards);

function read(ledger: readonly BehindReplica[]) {
  const { ports } = testPorts(() => ({ kind: 'reply', status: 404, body: notFound }));
  const http = {
    method: 'GET',
    path: '/indexes/movies/documents/a',
    query: '',
    headers: {},
    body: { kind: 'text', text: '' } as const,
  };
  const parameters = { uid: 'movies', id: 'a' };
  return getDocument(testContext(ports, [testIndex()], testConfig, ledger), {
    http,
    template: '/indexes/{uid}/documents/{id}',
    parameters,
    query: parseQuery(''),
    caller: unrestricted,
  });
}

test('a document that a replica does not have is not found', async () => {
  await expect(read([])).rejects.toMatchObject({ status: 404, body: notFound });
});

test('a replica that lacks a write says so when it does not find a document', async () => {
  const ledger = testConfig.topology.nodes.map(({ id }) => ({
    indexUid: 'movies',
    shard,
    node: id,
    since: 1,
    reason: 'not-acknowledged' as const,
  }));
  expect(await read(ledger)).toMatchObject({
    status: 404,
    headers: { 'x-miroir-degraded': `shards=${shard}` },
  });
});
