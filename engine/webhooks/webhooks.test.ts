import { describe, expect, test } from 'vitest';
import { TestFleet } from '../testing/test-fleet.ts';

const path = '/webhooks';

async function webhookFleet() {
  const fleet = new TestFleet();
  const [a, b] = [await fleet.start('a'), await fleet.start('b')];
  const create = (body: unknown) => fleet.ask(a, `POST ${path}`, body);
  const read = async () => (await fleet.ask(b, `GET ${path}`)).body.results;
  return { fleet, a, b, create, read };
}

describe('a webhook', () => {
  test('is there for every proxy, with its headers in order', async () => {
    const { fleet, b, create, read } = await webhookFleet();
    const headers = { b: null, Authorization: 'Bearer secret', a: '1' };
    const { status, body } = await create({ url: 'ftp://h', headers });
    expect(status).toBe(201);
    expect(body).toMatchObject({ isEditable: true, url: 'ftp://h' });
    expect(body.uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(Object.entries(body.headers)).toEqual([
      ['Authorization', 'Bearer secret'],
      ['a', '1'],
      ['b', ''],
    ]);
    expect(await read()).toEqual([body]);
    expect((await fleet.ask(b, `GET ${path}/${body.uuid}`)).body).toEqual(body);
    expect((await fleet.ask(b, `DELETE ${path}/${body.uuid}`)).status).toBe(204);
    expect(await read()).toEqual([]);
  });

  test('changes in what is named', async () => {
    const { fleet, b, create } = await webhookFleet();
    const { body } = await create({ url: 'http://h', headers: { a: '1', b: '2' } });
    const change = async (changed: unknown) =>
      (await fleet.ask(b, `PATCH ${path}/${body.uuid}`, changed)).body;
    expect(await change({})).toEqual(body);
    expect((await change({ headers: { a: null, z: null, c: '' } })).headers).toEqual({
      b: '2',
      c: '',
    });
    expect((await change({ headers: { b: 'x\n' } })).code).toBe('invalid_webhook_headers');
    expect((await change({ url: null })).code).toBe('invalid_webhook_url');
    expect(await change({ url: 'http://i' })).toMatchObject({
      url: 'http://i',
      headers: { b: '2' },
    });
    expect((await change({ headers: null })).headers).toEqual({});
  });

  test('is one of twenty at most, with two hundred headers at most', async () => {
    const { create, read } = await webhookFleet();
    const many = Array.from({ length: 201 }, (_, at) => [`h${at}`, 'v']);
    const refused = await create({ headers: Object.fromEntries(many) });
    expect(refused.body.message).toMatch(/^Too many headers for the webhook `[\da-f-]{36}`/);
    for (let at = 0; at < 20; at += 1) {
      expect((await create({ url: `http://h${at}` })).status).toBe(201);
    }
    expect((await create({ url: 'http://h' })).body.code).toBe('invalid_webhooks');
    expect(await read()).toHaveLength(20);
  });
});
