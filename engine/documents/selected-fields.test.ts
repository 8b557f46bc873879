import { expect, test } from 'vitest';
import { selectFields } from './selected-fields.ts';

test.each([
  [['v.x'], '{"v":{"x":[1]},"v.x":3}'],
  [['v.z'], '{"v":{}}'],
  [['v'], '{"v":{"x":[1],"y":{}}}'],
  [['v', 'v.x'], '{"v":{"x":[1],"y":{}},"v.x":3}'],
  [['v.x.y'], '{"v":{"x":[]}}'],
  [['id', 'v.y'], '{"id":1.0,"v":{"y":{}}}'],
  [['id.x'], '{}'],
  [[], '{}'],
])('of an object, %j is %s', (paths, selected) => {
  expect(selectFields('{"id":1.0,"v":{"x":[1],"y":{}},"v.x":3}', paths)).toBe(selected);
});

test.each([
  [['v.x'], '{"v":[{"x":1},{"x":"k"},[]]}'],
  [['v.y'], '{"v":[{"y":[0]},[{"y":1}]]}'],
  [['v.z'], '{"v":[[]]}'],
])('of a list, %j is %s', (paths, selected) => {
  const text = '{"v":[{"x":1},{"x":"k"},{"y":[0]},[{"y":1}],5]}';
  expect(selectFields(text, paths)).toBe(selected);
});
