import { describe, expect, test } from 'vitest';
import { markers } from '../../protocol/markers.ts';
import { isRight, type ReplicaCopy, resolve, taskOf, type WriteHistory } from './resolution.ts';
import { stored } from './testing/replica-node.ts';

const older = stored('1', 5, { title: 'old' });
const newer = stored('1', 6, { title: 'new' });
const foreign = '{"id":"1","title":"written past Miroir"}';

/** By node, what it has. */
function copiesOf(texts: Readonly<Record<string, string | null>>): readonly ReplicaCopy[] {
  return Object.entries(texts).map(([node, text]) => ({ node, text }));
}

/** A history that remembers tasks from `known` on, and the newest deletion on each node. */
function history(
  deletions: Readonly<Record<string, number>> = {},
  known = 0,
  emptied: readonly string[] = [],
): WriteHistory {
  return {
    isKnown: (task) => task >= known,
    hasDeletedAfter: (node, task) => (deletions[node] ?? -1) > task,
    isWitness: (node) => !emptied.includes(node),
  };
}

describe('where every replica has the document', () => {
  test('the highest version wins, however few have it', () => {
    expect(resolve(copiesOf({ a: older, b: newer, c: older }), history())).toBe(newer);
    expect(resolve(copiesOf({ a: newer, b: older }), history())).toBe(newer);
  });

  test('any version of Miroir wins over none', () => {
    expect(resolve(copiesOf({ a: foreign, b: foreign, c: older }), history())).toBe(older);
  });

  test('of one version, what most replicas have wins', () => {
    const odd = stored('1', 5, { title: 'odd' });
    expect(resolve(copiesOf({ a: odd, b: older, c: older }), history())).toBe(older);
    const reordered = `{"title":"old",${older.slice(1).replace('"title":"old",', '')}`;
    expect(reordered).not.toBe(older);
    const resolved = resolve(copiesOf({ a: odd, b: reordered, c: older }), history());
    expect(resolved).toBe(reordered);
    expect(isRight({ node: 'c', text: older }, resolved)).toBe(true);
  });

  test('a tie goes to the smallest node id, whatever the order', () => {
    const odd = stored('1', 5, { title: 'odd' });
    expect(resolve(copiesOf({ b: older, a: odd }), history())).toBe(odd);
    expect(resolve(copiesOf({ a: odd, b: older }), history())).toBe(odd);
    expect(resolve(copiesOf({ d: odd, b: older, c: odd, a: older }), history())).toBe(older);
  });

  test('the time of writing decides only if that is planted', () => {
    const late = stored('1', 5, { title: 'old' }, 9000);
    const copies = copiesOf({ a: late, b: newer });
    expect(resolve(copies, history())).toBe(newer);
    expect(resolve(copies, history(), markers.updatedAt)).toBe(late);
  });
});

describe('where the document is absent on some replicas', () => {
  test.each([
    // Nothing was deleted since: it was lost, or never came.
    ['no deletion is known', { a: older, b: null }, history(), older],
    ['a deletion is older than it', { a: older, b: null }, history({ b: 4, a: 4 }), older],
    ['only others have deleted since', { a: older, b: null }, history({ a: 9 }), older],
    ['most lack it, without a deletion', { a: older, b: null, c: null }, history(), older],
    // A deletion may have taken it: most replicas are right, for what goes astray does so on one.
    ['most have it', { a: older, b: older, c: null }, history({ a: 6, b: 6, c: 6 }), older],
    ['most lack it', { a: older, b: null, c: null }, history({ a: 6, b: 6, c: 6 }), null],
    ['as many have it as lack it', { a: older, b: null }, history({ a: 6, b: 6 }), null],
    [
      'one of two that lack it deleted',
      { a: older, b: null, c: older, d: null },
      history({ b: 6 }),
      older,
    ],
    ['who lacks it was emptied', { a: older, b: null }, history({ a: 6, b: 6 }, 0, ['b']), older],
    // Its task is not remembered any more.
    ['forgotten, and a tie', { a: older, b: null }, history({ a: 9, b: 9 }, 6), older],
    ['forgotten, and most have it', { a: older, b: older, c: null }, history({}, 6), older],
    ['forgotten, and most lack it', { a: older, b: null, c: null }, history({}, 6), null],
    ['written past Miroir, and a tie', { a: foreign, b: null }, history({ b: 9 }), foreign],
    ['written past Miroir, and most lack it', { a: foreign, b: null, c: null }, history(), null],
    // The newest of those that are there counts.
    [
      'the newest is later than the deletion',
      { a: older, b: null, c: newer },
      history({ b: 6 }),
      newer,
    ],
  ])('%s', (_what, texts, known, expected) => {
    expect(resolve(copiesOf(texts), known)).toBe(expected);
  });

  test('nothing is wanted of what nobody has', () => {
    expect(resolve(copiesOf({ a: null, b: null }), history())).toBeNull();
  });
});

test('a copy is right if it has the content that is wanted, or is absent as wanted', () => {
  expect(isRight({ node: 'a', text: null }, null)).toBe(true);
  expect(isRight({ node: 'a', text: null }, older)).toBe(false);
  expect(isRight({ node: 'a', text: older }, null)).toBe(false);
  expect(isRight({ node: 'a', text: newer }, older)).toBe(false);
});

test('only versions of Miroir name a task', () => {
  expect(taskOf(newer)).toBe(6);
  for (const text of [foreign, '{"_miroir_version":"6"}', '{"_miroir_version":6}']) {
    expect(taskOf(text)).toBeUndefined();
  }
});
