import { describe, expect, test } from 'vitest';
import type { Predicate } from '../../../sim/trace/operation.ts';
import { matchesPredicate } from './predicate.ts';

const document = { kind: 'red', rank: 2, tags: ['new', 'Hot'], empty: null, isOld: false };

function matching(predicate: Predicate): boolean {
  return matchesPredicate(predicate, document);
}

describe('a filter', () => {
  test('compares strings in lower case, numbers as numbers, and looks into lists', () => {
    expect(matching({ kind: 'equals', attribute: 'kind', value: 'RED' })).toBe(true);
    expect(matching({ kind: 'equals', attribute: 'kind', value: 'blue' })).toBe(false);
    expect(matching({ kind: 'equals', attribute: 'rank', value: 2 })).toBe(true);
    expect(matching({ kind: 'equals', attribute: 'rank', value: '2' })).toBe(true);
    expect(matching({ kind: 'equals', attribute: 'tags', value: 'hot' })).toBe(true);
    expect(matching({ kind: 'equals', attribute: 'isOld', value: 'false' })).toBe(true);
    expect(matching({ kind: 'in', attribute: 'kind', values: ['blue', 'red'] })).toBe(true);
    expect(matching({ kind: 'in', attribute: 'kind', values: [] })).toBe(false);
  });

  test('compares numbers only', () => {
    expect(matching({ kind: 'at-least', attribute: 'rank', value: 2 })).toBe(true);
    expect(matching({ kind: 'at-least', attribute: 'rank', value: 3 })).toBe(false);
    expect(matching({ kind: 'below', attribute: 'rank', value: 2 })).toBe(false);
    expect(matching({ kind: 'below', attribute: 'rank', value: 3 })).toBe(true);
    expect(matching({ kind: 'below', attribute: 'kind', value: 3 })).toBe(false);
    expect(matching({ kind: 'below', attribute: 'absent', value: 3 })).toBe(false);
  });

  test('finds members that are null, and negates what lacks an attribute', () => {
    expect(matching({ kind: 'exists', attribute: 'empty' })).toBe(true);
    expect(matching({ kind: 'exists', attribute: 'absent' })).toBe(false);
    const red: Predicate = { kind: 'equals', attribute: 'kind', value: 'red' };
    const absent: Predicate = { kind: 'equals', attribute: 'absent', value: 'red' };
    expect(matching({ kind: 'not', inner: absent })).toBe(true);
    expect(matching({ kind: 'not', inner: red })).toBe(false);
    expect(matching({ kind: 'and', left: red, right: absent })).toBe(false);
    expect(matching({ kind: 'and', left: red, right: red })).toBe(true);
    expect(matching({ kind: 'or', left: absent, right: red })).toBe(true);
    expect(matching({ kind: 'or', left: absent, right: absent })).toBe(false);
    expect(matching({ kind: 'or', left: red, right: absent })).toBe(true);
  });
});
