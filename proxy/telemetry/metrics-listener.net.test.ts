import { expect, test } from 'vitest';
import { listenForMetrics } from './metrics-listener.ts';

test('the listener serves the metrics without credentials, and nothing else', async () => {
  const metrics = { text: async () => 'miroir_up 1\n' };
  const listener = await listenForMetrics(metrics, 0, '127.0.0.1');
  const url = `http://127.0.0.1:${listener.port}`;
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toBe('miroir_up 1\n');
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(404);
  await listener.close();
  await expect(fetch(`${url}/metrics`)).rejects.toThrow('fetch failed');
});

test('the listener answers 500 when the metrics cannot be had', async () => {
  const metrics = { text: () => Promise.reject(new Error('no')) };
  const listener = await listenForMetrics(metrics, 0, '127.0.0.1');
  expect((await fetch(`http://127.0.0.1:${listener.port}/metrics`)).status).toBe(500);
  await listener.close();
});
