import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const keys = ['server.port', 'server.bind', 'shards', 'log.level'];

test.each([
  ['server.prot', 'server.port'],
  ['serverport', 'server.port'],
  ['shard', 'shards'],
  ['shards', 'shards'],
  ['completely.different', undefined],
  ['', undefined],
])('%s was probably meant to be %s', (word, meant) => {
  expect(nearest(word, keys)).toBe(meant);
});

test('nothing is near when there is nothing', () => {
  expect(nearest('shards', [])).toBeUndefined();
});
