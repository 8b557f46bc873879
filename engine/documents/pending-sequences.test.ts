import { expect, test } from 'vitest';
import { PendingSequences } from './pending-sequences.ts';

test('the latest unfinished write tells a document’s sequence; then only the nodes can', () => {
  const pending = new PendingSequences();
  pending.note(1, 'movies', new Map([['a', 'first']]));
  pending.note(2, 'movies', new Map([['b', 'second']]));
  expect(pending.lookup('movies', 'a')).toBe('first');
  expect(pending.lookup('other', 'a')).toBeUndefined();
  pending.note(3, 'movies', new Map([['a', null]]));
  expect(pending.lookup('movies', 'a')).toBeNull();
  pending.note(4, 'movies', undefined);
  expect(pending.lookup('movies', 'never seen')).toBeNull();
  pending.note(5, 'movies', new Map([['a', 'fifth']]));
  expect(pending.lookup('movies', 'a')).toBe('fifth');
  for (const uid of [1, 2, 3, 4, 5]) pending.forget({ uid });
  expect(pending.lookup('movies', 'a')).toBeUndefined();
});
