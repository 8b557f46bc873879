import { expect, test } from 'vitest';
import { contentOf } from './document-content.ts';

test('the order of members does not matter, and that of nested ones does', () => {
  expect(contentOf('{"id":1,"b":2,"a":3}')).toBe(contentOf('{ "a": 3, "id": 1, "b": 2 }'));
  expect(contentOf('{"id":1,"a":{"x":1,"y":2}}')).not.toBe(contentOf('{"id":1,"a":{"y":2,"x":1}}'));
});

test.each([
  ['a value', '{"id":1,"a":3}', '{"id":1,"a":4}'],
  ['the text of a number', '{"id":1,"a":1.10}', '{"id":1,"a":1.1}'],
  ['the type of an id', '{"id":1}', '{"id":"1"}'],
  ['a missing member', '{"id":1,"a":null}', '{"id":1}'],
  ['a version', '{"id":1,"_miroir_version":"(("}', '{"id":1,"_miroir_version":"()"}'],
  ['another marker', '{"id":1,"_miroir_seq":"(("}', '{"id":1,"_miroir_seq":"()"}'],
  ['given vectors', vectors('[1,2]', false), vectors('[1,3]', false)],
  ['who makes the vectors', vectors('[1,2]', false), vectors('[1,2]', true)],
])('%s makes a difference', (_what, left, right) => {
  expect(contentOf(left)).not.toBe(contentOf(right));
});

test('vectors that nodes made make none', () => {
  expect(contentOf(vectors('[1,2]', true))).toBe(contentOf(vectors('[1,3]', true)));
});

test('vectors that are not by embedder are taken as they are', () => {
  expect(contentOf('{"id":1,"_vectors":null}')).toBe('{"_vectors":null,"id":1}');
  expect(contentOf('{"id":1,"_vectors":{"a":[1]}}')).toBe('{"_vectors":{"a":[1]},"id":1}');
});

function vectors(embeddings: string, regenerate: boolean): string {
  return `{"id":1,"_vectors":{"b":{"embeddings":${embeddings},"regenerate":${regenerate}}}}`;
}
