import { describe, expect, test } from 'vitest';
import { unrestricted } from '../keys/caller.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { storeTask, testStore } from '../testing/store.ts';
import { getIndexStats, getStats } from './stats.ts';
import { getVersion } from './version.ts';

const failure: NodeReply = { kind: 'failure', failure: 'timeout', message: '' };

const ofIndex =
  '{"numberOfDocuments":2,"rawDocumentDbSize":300,"avgDocumentSize":100,"isIndexing":false,"numberOfEmbeddings":0,"numberOfEmbeddedDocuments":0,"fieldDistribution":{"_miroir_seq":2,"id":2}}';

/** What every node answers. */
function answer(node: string, { path }: NodeRequest): string {
  if (path.endsWith('/documents/fetch')) return '{"results":[],"total":1}';
  if (path === '/version') return '{"pkgVersion":"1.21.0"}';
  if (path !== '/stats') return ofIndex;
  const lastUpdate = node === 'meili-1' ? '"2026-11-22T11:00:00.9Z"' : '"2026-11-22T11:00:00.85Z"';
  return `{"databaseSize":1000,"usedDatabaseSize":500,"lastUpdate":${lastUpdate},"indexes":{"movies":${ofIndex},"gone":${ofIndex}}}`;
}

function setUp(down: readonly string[] = []) {
  const { ports } = testPorts((node, request) => {
    return down.includes(node)
      ? failure
      : { kind: 'reply', status: 200, body: answer(node, request) };
  }, testStore());
  return testContext(ports);
}

const request: RoutedRequest = {
  http: { method: 'GET', path: '', query: '', headers: {}, body: { kind: 'text', text: '' } },
  template: '',
  parameters: { uid: 'movies' },
  query: [],
  caller: unrestricted,
};

describe('stats', () => {
  test('sum what nodes store, and know only the indexes that readers see', async () => {
    const { body } = await getStats(setUp(), request);
    expect(body).toMatch(
      /^\{"databaseSize":3000,"usedDatabaseSize":1500,"lastUpdate":"2026-11-22T11:00:00.9Z","indexes":\{"movies":\{"numberOfDocuments":/,
    );
    expect(body).not.toContain('gone');
    expect(body).not.toContain('_miroir_');
  });

  test('of an index say that it is indexing while a write has not ended', async () => {
    const context = setUp();
    const before = await getIndexStats(context, request);
    await storeTask(context.ports.store, {
      indexUid: 'movies',
      type: 'documentAdditionOrUpdate',
      enqueuedAt: '2026-11-22T10:00:00Z',
      details: null,
      error: null,
      effect: { kind: 'none' },
      foregone: null,
    });
    const during = await getIndexStats(context, request);
    expect(before.body).toContain('"isIndexing":false');
    expect(during.body).toContain('"isIndexing":true');
  });

  test('name the shards that they lack', async () => {
    const { headers } = await getIndexStats(setUp(['meili-0', 'meili-1']), request);
    expect(headers?.['x-miroir-degraded']).toMatch(/^shards=\d/);
  });

  test('are not guessed when no node answers', async () => {
    const stats = getIndexStats(setUp(['meili-0', 'meili-1', 'meili-2']), request);
    await expect(stats).rejects.toMatchObject({ code: 'miroir_shard_unavailable' });
  });
});

describe('the version', () => {
  test('is that of the first node that answers', async () => {
    const { body } = await getVersion(setUp(['meili-0']));
    expect(body).toBe('{"pkgVersion":"1.21.0"}');
  });

  test('is not known when none does', async () => {
    const version = getVersion(setUp(['meili-0', 'meili-1', 'meili-2']));
    await expect(version).rejects.toMatchObject({ status: 503 });
  });
});
