import { describe, expect, test } from 'vitest';
import { echo, json, raw, run } from './testing/running-server.ts';

describe('a busy server', () => {
  test('sheds what is too much, but not the question whether it lives', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { url, inFlight } = await run(
      async ({ path }) => {
        if (path === '/slow') await gate;
        return json(200, path);
      },
      { concurrentRequestsMax: 2 },
    );
    const slow = [fetch(`${url}/slow`), fetch(`${url}/slow`)];
    await expect.poll(() => inFlight.now).toBe(2);
    const shed = await fetch(`${url}/other`, { method: 'POST', body: '{}' });
    expect([shed.status, shed.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await shed.json()).toMatchObject({ code: 'miroir_overloaded', type: 'system' });
    expect((await fetch(`${url}/health`)).status).toBe(200);
    open();
    for (const response of await Promise.all(slow)) expect(response.status).toBe(200);
    await expect.poll(() => inFlight.now).toBe(0);
    expect((await fetch(`${url}/other`)).status).toBe(200);
  });
});

describe('draining', () => {
  test('answers what is in flight, takes nothing new, and leaves idle connections', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { url, port, server, inFlight } = await run(async ({ path }) => {
      if (path === '/slow') await gate;
      return json(200, path);
    });
    const idle = raw(port, 'GET / HTTP/1.1\r\nhost: a\r\n\r\n');
    const slow = fetch(`${url}/slow`);
    await expect.poll(() => inFlight.most).toBeGreaterThanOrEqual(1);
    await expect.poll(() => inFlight.now).toBe(1);
    const drained = server.drain(5000);
    expect(await idle).toContain('HTTP/1.1 200');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    open();
    const response = await slow;
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
    await drained;
  });

  test('cuts off what does not end in time', async () => {
    const { url, server, inFlight } = await run(() => new Promise(() => {}));
    const stuck = fetch(url).then(
      () => 'answered',
      () => 'cut off',
    );
    await expect.poll(() => inFlight.now).toBe(1);
    const startMs = performance.now();
    await server.drain(50);
    expect(await stuck).toBe('cut off');
    expect(performance.now() - startMs).toBeLessThan(2000);
  });
});

test('a port that is taken is told as the system tells it', async () => {
  const { port } = await run(echo);
  await expect(run(echo, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
