import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRouteShapes, type RouteShape } from '../generated/shape.ts';
import { withTable } from './compatibility-page.ts';
import { treatments } from './treatments.ts';

const root = new URL('../../../', import.meta.url);
const place = 'before\n<!-- table: npm run compatibility -->\n<!-- end of table -->\nafter';
const route: RouteShape = {
  method: 'POST',
  path: '/a',
  query: { b: { type: 'string' } },
  body: { type: 'object', members: { c: { type: 'any' } } },
};

describe('the page about compatibility', () => {
  test('has the table as it is now', () => {
    const page = readFileSync(new URL('docs/compatibility.md', root), 'utf8');
    expect(withTable(page, readRouteShapes(), treatments)).toBe(page);
  });

  test('names tests that exist', () => {
    const tests = Object.values(treatments).flatMap(({ test: file }) => file ?? []);
    expect(tests.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});

describe('a table', () => {
  test('has a row for each route and each parameter', () => {
    const text = withTable(place, [route], {
      'POST /a c': { kind: 'approximate', note: 'nearly', test: 'x.test.ts' },
    });
    expect(text).toContain('before');
    expect(text).toMatch(/`POST \/a` +\| exact +\| `chaos/);
    expect(text).toMatch(/… `b` +\| exact/);
    expect(text).toMatch(/… `c` +\| approximate: nearly \| `x\.test\.ts`/);
    expect(text).toContain('after');
  });

  test('refuses the parameters of what it refuses', () => {
    const text = withTable(place, [route], { 'POST /a': { kind: 'refused', note: 'never' } });
    expect(text.match(/refused: never/g)).toHaveLength(3);
  });

  test('is not about what no route has, nor for a page without a place', () => {
    expect(() => withTable(place, [route], { 'POST /b': { kind: 'exact' } })).toThrow('POST /b');
    expect(() => withTable('nothing', [route], {})).toThrow('no place');
  });
});
