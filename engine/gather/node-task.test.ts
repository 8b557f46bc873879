import { expect, test } from 'vitest';
import type { NodeReply } from '../ports/node-client.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { awaitTask } from './node-task.ts';

function reply(status: number, body: object): NodeReply {
  return { kind: 'reply', status, body: JSON.stringify(body) };
}

const times = { startedAt: 's', finishedAt: 'f' };
const lost: NodeReply = { kind: 'failure', failure: 'timeout', message: 'late' };

async function awaited(replies: readonly NodeReply[], patienceMs = 1000) {
  const left = [...replies];
  const { ports, calls } = testPorts(() => left.shift() ?? lost);
  const end = await awaitTask(testContext(ports), 'meili-0', 7, { patienceMs });
  return { end, looks: calls.length };
}

test('a task is looked at until it has ended, though a look may fail', async () => {
  const error = { message: 'm', code: 'c', type: 't', link: 'l' };
  const ended = reply(200, { uid: 7, status: 'failed', error, ...times });
  const running = reply(200, { uid: 7, status: 'processing', error: null, ...times });
  const { end, looks } = await awaited([running, lost, ended]);
  expect(end).toEqual({ kind: 'ended', status: 'failed', error, ...times });
  expect(looks).toBe(3);
});

test('a task that its node does not know any more is gone', async () => {
  expect((await awaited([reply(404, { code: 'task_not_found' })])).end).toEqual({ kind: 'gone' });
});

test('a task that takes too long is open', async () => {
  const running = reply(200, { uid: 7, status: 'enqueued', error: null, ...times });
  expect(await awaited([running], 0)).toEqual({ end: { kind: 'open' }, looks: 1 });
});
