import { describe, expect, test } from 'vitest';
import { nodeSignatures } from '../../proxy/signatures.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import { bodyOf } from '../ports/node-client.ts';
import { TestFleet, type TestProxy } from '../testing/test-fleet.ts';

const search = 'POST /indexes/movies/search';

async function twoProxies() {
  const fleet = new TestFleet();
  const sent: NodeRequest[] = [];
  const beforeNode = async (_node: string, request: NodeRequest): Promise<void> => {
    sent.push(request);
  };
  const [a, b] = [await fleet.start('a', { beforeNode }), await fleet.start('b', { beforeNode })];
  await fleet.write(b, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
  return { fleet, a, b, sent };
}

async function make(fleet: TestFleet, proxy: TestProxy, change: object = {}) {
  const draft = { actions: ['version', 'stats.get'], indexes: ['*'], expiresAt: null, ...change };
  const made = await fleet.ask(proxy, 'POST /keys', draft);
  expect(made.status).toBe(201);
  return made.body;
}

describe('the first keys', () => {
  test('are made once, whichever proxies start', async () => {
    const { fleet, a, b } = await twoProxies();
    const listed = await fleet.ask(a, 'GET /keys');
    expect(listed.body.results.map(({ name }: { name: string }) => name)).toEqual([
      'Default Search API Key',
      'Default Admin API Key',
      'Default Read-Only Admin API Key',
      'Default Chat API Key',
    ]);
    expect((await fleet.ask(b, 'GET /keys')).body).toEqual(listed.body);
    const later = await fleet.start('c');
    expect((await fleet.ask(later, 'GET /keys')).body).toEqual(listed.body);
  });

  test('stay deleted', async () => {
    const { fleet, a } = await twoProxies();
    const { results } = (await fleet.ask(a, 'GET /keys')).body;
    for (const { uid } of results) {
      expect((await fleet.ask(a, `DELETE /keys/${uid}`)).status).toBe(204);
    }
    const later = await fleet.start('c');
    expect((await fleet.ask(later, 'GET /keys')).body.total).toBe(0);
  });
});

describe('a key', () => {
  test('is later than those before it, though no time has gone by', async () => {
    const { fleet, a, b } = await twoProxies();
    for (const proxy of [a, b, a, b]) await make(fleet, proxy);
    const { results } = (await fleet.ask(a, 'GET /keys')).body;
    const times: number[] = results.map(({ createdAt }: { createdAt: string }) =>
      Date.parse(createdAt),
    );
    expect(times).toEqual([...new Set(times)].toSorted((left, right) => right - left));
  });

  test('opens every proxy as soon as it is made, and none once it is deleted', async () => {
    const { fleet, a, b } = await twoProxies();
    const { key, uid } = await make(fleet, a);
    expect((await fleet.ask(b, 'GET /stats', undefined, key)).status).not.toBe(403);
    expect((await fleet.ask(b, `DELETE /keys/${uid}`)).status).toBe(204);
    for (const proxy of [a, b]) {
      expect((await fleet.ask(proxy, 'GET /stats', undefined, key)).status).toBe(403);
    }
    expect((await fleet.ask(a, `DELETE /keys/${key}`)).status).toBe(404);
  });

  test('changes for every proxy', async () => {
    const { fleet, a, b } = await twoProxies();
    const { key, uid } = await make(fleet, a, { name: 'one' });
    expect((await fleet.ask(b, `PATCH /keys/${key}`, { name: 'two' })).body.name).toBe('two');
    expect((await fleet.ask(a, `GET /keys/${uid}`)).body.name).toBe('two');
  });

  test('is made once, however many proxies make it', async () => {
    const { fleet, a, b } = await twoProxies();
    const uid = '11111111-1111-4111-8111-111111111111';
    const draft = { uid, actions: ['*'], indexes: ['*'], expiresAt: null };
    const answers = [a, b].map((proxy) => proxy.send('POST /keys', draft));
    await fleet.time.pass(100);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([201, 409]));
  });

  test('ends when it says', async () => {
    const { fleet, a } = await twoProxies();
    const expiresAt = new Date(a.clock.wallMs() + 5000).toISOString();
    const { key } = await make(fleet, a, { expiresAt });
    expect((await fleet.ask(a, 'GET /stats', undefined, key)).status).not.toBe(403);
    await fleet.time.pass(6000);
    expect((await fleet.ask(a, 'GET /stats', undefined, key)).status).toBe(403);
  });
});

describe('what a client presents', () => {
  test('goes to no node and into no trace', async () => {
    const { fleet, a, b, sent } = await twoProxies();
    const { key, uid } = await make(fleet, a, { actions: ['*'] });
    const header = Buffer.from('{"alg":"HS256"}').toString('base64url');
    const rules = { movies: { filter: 'tenant = 1' } };
    const claims = JSON.stringify({ searchRules: rules, apiKeyUid: uid });
    const message = `${header}.${Buffer.from(claims).toString('base64url')}`;
    const token = `${message}.${nodeSignatures.sign('HS256', key, message, 'base64url')}`;
    for (const bearer of [key, token, 'master', 'wrong-key', `${token}x`]) {
      await fleet.ask(b, search, { q: 'a' }, bearer);
      await fleet.ask(b, search, { unknown: 1 }, bearer);
      await fleet.ask(b, 'PATCH /indexes/movies', { unknown: 1 }, bearer);
      await fleet.ask(b, `GET /keys/${key}`, undefined, bearer);
    }
    const toNodes = sent.map((request) => `${request.path} ${bodyOf(request)}`).join('\n');
    const traced = JSON.stringify([a.events, b.events]);
    expect(toNodes).toContain('tenant = 1');
    for (const secret of [key, token, message, 'master', 'wrong-key']) {
      expect(toNodes).not.toContain(secret);
      expect(traced).not.toContain(secret);
    }
  });
});
