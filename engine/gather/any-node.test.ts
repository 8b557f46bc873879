import { expect, test } from 'vitest';
import type { NodeReply } from '../ports/node-client.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { askAnyNode } from './any-node.ts';

const silent: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };

async function asked(replies: Readonly<Record<string, NodeReply>>) {
  const { ports, calls } = testPorts((node) => replies[node] ?? silent);
  const answer = await askAnyNode(testContext(ports), { method: 'GET', path: '/version' }, 'test');
  return { answer, nodes: calls.map(({ node }) => node) };
}

test('the first node that can serve answers, be it with a refusal', async () => {
  const refusal: NodeReply = { kind: 'reply', status: 400, body: '{}' };
  const { answer, nodes } = await asked({ 'meili-1': refusal });
  expect(answer).toEqual({ kind: 'refusal', status: 400, body: '{}' });
  expect(nodes).toEqual(['meili-0', 'meili-1']);
});

test('nobody answers if no node can serve', async () => {
  const { answer, nodes } = await asked({});
  expect(answer).toBeUndefined();
  expect(nodes).toEqual(['meili-0', 'meili-1', 'meili-2']);
});
