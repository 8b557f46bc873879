import { expect, test } from 'vitest';
import { CleaningPatience } from './outgoing-shards.ts';

const shard = { indexUid: 'movies', node: 'a', version: 4 };

test('patience begins when it is first asked for, and is over after its time', () => {
  const patience = new CleaningPatience();
  expect(patience.isOver(shard, 1000, 500)).toBe(false);
  expect(patience.isOver(shard, 1499, 500)).toBe(false);
  expect(patience.isOver(shard, 1500, 500)).toBe(true);
});

test('patience begins anew with every version, for requests may rest on the one before', () => {
  const patience = new CleaningPatience();
  patience.isOver(shard, 1000, 500);
  expect(patience.isOver({ ...shard, version: 5 }, 1500, 500)).toBe(false);
  expect(patience.isOver({ ...shard, version: 5 }, 1999, 500)).toBe(false);
  expect(patience.isOver({ ...shard, version: 5 }, 2000, 500)).toBe(true);
});

test('every index on every node has its own', () => {
  const patience = new CleaningPatience();
  patience.isOver(shard, 1000, 500);
  expect(patience.isOver({ ...shard, node: 'b' }, 1500, 500)).toBe(false);
  expect(patience.isOver({ ...shard, indexUid: 'books' }, 1500, 500)).toBe(false);
  expect(patience.isOver(shard, 1500, 500)).toBe(true);
});

test('patience begins anew after a deletion that nobody knows the end of', () => {
  const patience = new CleaningPatience();
  patience.isOver(shard, 1000, 500);
  patience.restart('movies', 'b', 1200);
  patience.restart('movies', 'a', 1400);
  expect(patience.isOver(shard, 1899, 500)).toBe(false);
  expect(patience.isOver(shard, 1900, 500)).toBe(true);
});
