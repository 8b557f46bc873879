import { expect, test } from 'vitest';
import { AssertionFailure, assert, must } from './assert.ts';

test('assertions throw with their message, and only when they fail', () => {
  expect(() => assert(true, 'unseen')).not.toThrow();
  expect(() => assert(false, 'two is not three')).toThrow(new AssertionFailure('two is not three'));
});

test('must returns what is there, zero and empty included', () => {
  expect(must(0, 'a number')).toBe(0);
  expect(must('', 'a text')).toBe('');
  expect(() => must(undefined, 'the name')).toThrow('missing: the name');
  expect(() => must(null, 'the name')).toThrow(AssertionFailure);
});
