import { describe, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';

const path = '/network';
const empty = { self: null, remotes: {}, sharding: false };
const keys = { searchApiKey: null, writeApiKey: null };

async function networkFleet() {
  const fleet = new TestFleet();
  const [a, b] = [await fleet.start('a'), await fleet.start('b')];
  await fleet.ask(a, 'PATCH /experimental-features', { network: true });
  const change = async (body: unknown) => fleet.ask(a, `PATCH ${path}`, body);
  const read = async () => (await fleet.ask(b, `GET ${path}`)).body;
  return { fleet, a, b, change, read };
}

describe('the network', () => {
  test('is there while its feature is on', async () => {
    const { fleet, a, change, read } = await networkFleet();
    expect(await read()).toEqual(empty);
    await fleet.ask(a, 'PATCH /experimental-features', { network: false });
    for (const line of [`GET ${path}`, `PATCH ${path}`]) {
      expect(await fleet.ask(a, line, {})).toMatchObject({
        status: 400,
        body: { code: 'feature_not_enabled' },
      });
    }
    expect((await change({ self: 1 })).body.code).toBe('invalid_network_self');
  });

  test('is changed in what is named, for every proxy', async () => {
    const { change, read } = await networkFleet();
    await change({ self: 'one', remotes: { c: { url: 'http://c' }, b: { url: 'http://b' } } });
    const both = { b: { url: 'http://b', ...keys }, c: { url: 'http://c', ...keys } };
    expect(await read()).toEqual({ self: 'one', remotes: both, sharding: false });
    expect(Object.keys((await read()).remotes)).toEqual(['b', 'c']);
    await change({ remotes: { b: { searchApiKey: 'k' }, c: null, d: null } });
    const one = { b: { url: 'http://b', searchApiKey: 'k', writeApiKey: null } };
    expect(await read()).toEqual({ self: 'one', remotes: one, sharding: false });
    expect((await change({ self: null, remotes: null })).body).toEqual(empty);
  });

  test('does not let Meilisearch spread documents', async () => {
    const { change, read } = await networkFleet();
    expect(await change({ self: 'one', sharding: true })).toMatchObject({
      status: 501,
      body: { code: 'miroir_not_supported' },
    });
    expect((await change({ sharding: true })).body.code).toBe('invalid_network_sharding');
    expect(await read()).toEqual(empty);
  });

  test('is not changed by half', async () => {
    const { change, read } = await networkFleet();
    const answer = await change({ self: 'one', remotes: { a: { url: 'http://a' }, b: {} } });
    expect(answer.body).toMatchObject({
      code: 'missing_network_url',
      message: 'Missing field `.remotes.b.url`',
    });
    expect(await read()).toEqual(empty);
  });

  test('loses no change when several proxies make one', async () => {
    const { fleet, a, b, read } = await networkFleet();
    const names = ['p', 'q', 'r', 's'];
    const changes = names.map((name, at) => {
      const proxy = at % 2 === 0 ? a : b;
      return proxy.send(`PATCH ${path}`, { remotes: { [name]: { url: `http://${name}` } } });
    });
    await fleet.time.pass(100);
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(Object.keys((await read()).remotes)).toEqual(names);
  });
});
