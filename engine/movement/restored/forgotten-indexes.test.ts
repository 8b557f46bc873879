import { expect, test } from 'vitest';
import type { NodeReply } from '../../ports/node-client.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { testStore } from '../../testing/store.ts';
import { forgottenIndexes } from './forgotten-indexes.ts';

function askedOf(reply: NodeReply): Promise<readonly string[] | undefined> {
  const { ports } = testPorts(() => reply, testStore([testIndex()]));
  return forgottenIndexes(testContext(ports), 'meili-0');
}

function answer(body: string): NodeReply {
  return { kind: 'reply', status: 200, body };
}

test('indexes that nobody knows of are forgotten ones', async () => {
  const listed = { results: [{ uid: 'movies' }, { uid: 'old' }] };
  expect(await askedOf(answer(JSON.stringify(listed)))).toEqual(['old']);
});

test('a node that says something else says nothing', async () => {
  expect(await askedOf(answer('{"results":[{"uid":"mov'))).toBeUndefined();
  expect(await askedOf(answer('{}'))).toBeUndefined();
  expect(await askedOf({ kind: 'failure', failure: 'timeout', message: '' })).toBeUndefined();
});
