import { describe, expect, test } from 'vitest';
import { readClientFunction } from './client-function.ts';

describe('a client function', () => {
  test.each([
    ['doc.n = 1', 'doc.n = 1', null],
    ['fn f(x) { x } doc.n = f(1)', '              doc.n = f(1)', 'fn f(x) { x }'],
    [
      'doc.a = 1;\nprivate fn f() { if a { b } }\ndoc.b = f();',
      `doc.a = 1;\n${' '.repeat(29)}\ndoc.b = f();`,
      `${' '.repeat(10)}\nprivate fn f() { if a { b } }`,
    ],
    ['let s = "fn f() { }"; doc.s = s', 'let s = "fn f() { }"; doc.s = s', null],
    ['/* fn /* f() */ {} */ doc.x = 1', '/* fn /* f() */ {} */ doc.x = 1', null],
    [
      'doc.x = `${if a { "}" } else { `fn` }} fn`',
      'doc.x = `${if a { "}" } else { `fn` }} fn`',
      null,
    ],
    ['doc.x = 1 /* open /* twice', 'doc.x = 1 /* open /* twice*/*/', null],
  ])('%j is parted into what it does and its functions', (script, body, functions) => {
    expect(readClientFunction(script)).toMatchObject({ body, functions });
  });

  test.each([
    ['if a { return } b = 1', true],
    ['fn f() { return 1 } doc.x = f()', false],
    ['// return\ndoc.x = "return"', false],
    ["doc.returned = 'r'", false],
  ])('%j returns early: %s', (script, returnsEarly) => {
    expect(readClientFunction(script).returnsEarly).toBe(returnsEarly);
  });

  test.each([
    ['doc.x = [1].map(|x| x)', { hasClosures: true, exits: false }],
    ['let f = || 1; doc.x = f.call()', { hasClosures: true, exits: false }],
    ['doc.x = "|"', { hasClosures: false, exits: false }],
    ['if a { exit() }', { hasClosures: false, exits: true }],
  ])('%j is known for what cannot be put into a block', (script, known) => {
    expect(readClientFunction(script)).toMatchObject(known);
  });

  test.each([
    ['text', true],
    ['doc.x = 1; doc.y', true],
    ['doc.x = 1', false],
    ['doc.remove("x")', false],
    ['if a { b }', false],
    ['', false],
  ])('%j ends in a bare value: %s', (script, endsInValue) => {
    expect(readClientFunction(script).endsInValue).toBe(endsInValue);
  });
});
