import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withFigures } from './quoted-figures.ts';

const page = readFileSync(new URL('../../docs/simulation.md', import.meta.url), 'utf8');

test('the page about the simulator quotes the reports as they are', () => {
  // The formatter lays tables out; what they say must be the same.
  const said = (text: string): string => text.replaceAll(/[ -]+/g, ' ');
  expect(said(withFigures(page))).toBe(said(page));
});

test('a page without a place for figures is refused', () => {
  expect(() => withFigures('nothing')).toThrow('no place');
});
