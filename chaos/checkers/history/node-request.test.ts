import { expect, test } from 'vitest';
import { exchangeWith } from '../testing/movement.ts';
import { readNodeRequests, type NodeAction } from './node-request.ts';

function actionOf(filter: unknown, more: object = {}): NodeAction | undefined {
  const body = JSON.stringify({ filter, ...more });
  const exchange = exchangeWith('n0', 0, { path: '/indexes/i/documents/delete', body });
  return readNodeRequests([exchange])[0]?.action;
}

test('a deletion of whole shards is told from one by a filter of a client', () => {
  const shards = { kind: 'delete-shards', shards: [1, 8] };
  expect(actionOf('_miroir_shard IN ["((()", "(()("]')).toEqual({ ...shards, shards: [1, 8] });
  expect(actionOf('_miroir_shard IN ["((()"]')).toEqual({ ...shards, shards: [1] });
  const wide = (own: readonly number[] | null) => ({ kind: 'delete-wide', shards: own });
  expect(actionOf('kind = red')).toEqual(wide(null));
  expect(actionOf(null)).toEqual(wide(null));
  expect(actionOf(['_miroir_shard IN ["((()"]', 'kind = red'])).toEqual(wide([1]));
  expect(actionOf('_miroir_shard IN ["((()"] AND kind = red')).toEqual(wide([1]));
  expect(actionOf('_miroir_shard IN ["((()"]', { more: 1 })).toEqual(wide([1]));
});

test('a clearing of some shards is no cleaning', () => {
  expect(actionOf(['_miroir_shard IN ["((()"]'])).toEqual({ kind: 'delete-wide', shards: [1] });
});
