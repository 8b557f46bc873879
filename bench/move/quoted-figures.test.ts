import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withFigures } from './quoted-figures.ts';

const page = readFileSync(new URL('../../docs/fleet.md', import.meta.url), 'utf8');

test('the page about changes of the fleet quotes the report as it is', () => {
  expect(withFigures(page)).toBe(page);
});

test('a page without a place for figures is refused', () => {
  expect(() => withFigures('nothing')).toThrow('no place');
});
