import { expect, test } from 'vitest';
import type { NodeReply } from '../../ports/node-client.ts';
import { testContext } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { beginning } from '../place.ts';
import { type PageSize, readPage, type ReplicaRange } from './replica-page.ts';

const range: ReplicaRange = {
  node: 'meili-0',
  indexUid: 'movies',
  primaryKey: 'id',
  shards: [1, 2],
  hasVectors: false,
};

const twoVersions: PageSize = { size: 2, whole: false };

/** A node that lists these ids, in this order. */
function listing(ids: readonly number[]): (node: string, request: { body?: string }) => NodeReply {
  return (_node, { body = '' }) => {
    const { offset, limit }: { offset: number; limit: number } = JSON.parse(body);
    const results = ids
      .slice(offset, offset + limit)
      .map((id) => ({ id, _miroir_version: `v${id}` }));
    return { kind: 'reply', status: 200, body: JSON.stringify({ results, total: ids.length }) };
  };
}

/** What the page after document `lastId`, once the third of its list, shows of `ids`. */
async function pageOf(ids: readonly number[], place = { offset: 3, lastId: '3' }) {
  const context = testContext(testPorts(listing(ids)).ports);
  const page = await readPage(context, range, place, twoVersions);
  return page && { ...page, documents: page.documents.map(({ id }) => Number(id)) };
}

test('a range is read from its beginning, in pages', async () => {
  const { ports, calls } = testPorts(listing([1, 2, 3]));
  const page = await readPage(testContext(ports), range, beginning, twoVersions);
  expect(page).toEqual({
    documents: [
      { id: '1', version: 'v1', text: '{"id":1,"_miroir_version":"v1"}' },
      { id: '2', version: 'v2', text: '{"id":2,"_miroir_version":"v2"}' },
    ],
    offset: 0,
    isLast: false,
  });
  expect(JSON.parse(calls[0]?.request.body ?? '')).toEqual({
    filter: '_miroir_shard IN ["((()", "(((,"]',
    fields: ['id', '_miroir_version'],
    offset: 0,
    limit: 2,
  });
});

test('a page of whole documents asks for no fields, and for vectors only where there are any', async () => {
  for (const hasVectors of [false, true]) {
    const { ports, calls } = testPorts(listing([1]));
    await readPage(testContext(ports), { ...range, hasVectors }, beginning, {
      size: 2,
      whole: true,
    });
    const asked = JSON.parse(calls[0]?.request.body ?? '');
    expect([asked.fields, asked.retrieveVectors]).toEqual([undefined, hasVectors || undefined]);
  }
});

test('a page begins after the last document that was seen, wherever that is listed now', async () => {
  expect(await pageOf([1, 2, 3, 4, 5])).toEqual({ documents: [4, 5], offset: 3, isLast: false });
  expect(await pageOf([2, 3, 4, 5])).toMatchObject({ documents: [4, 5], offset: 2 });
  expect(await pageOf([1, 2, 3])).toEqual({ documents: [], offset: 3, isLast: true });
});

test('a page that documents inserted before it have made shorter is not taken for the last', async () => {
  expect(await pageOf([9, 1, 2, 3, 4, 5])).toEqual({ documents: [4], offset: 4, isLast: false });
});

test('a place is lost when its document is deleted', async () => {
  expect(await pageOf([1, 2, 4, 5, 6])).toBeNull();
});

test('a node that answers with something else fails the repair', async () => {
  const page: NodeReply = { kind: 'reply', status: 200, body: '<html></html>' };
  const down: NodeReply = { kind: 'failure', failure: 'refused', message: '' };
  for (const [reply, message] of [
    [page, 'something else than documents'],
    [down, 'meili-0 was not read: refused'],
  ] as const) {
    const context = testContext(testPorts(() => reply).ports);
    await expect(readPage(context, range, beginning, twoVersions)).rejects.toThrow(message);
  }
});
