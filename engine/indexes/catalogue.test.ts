import { describe, expect, test } from 'vitest';
import { testIndex } from '../testing/context.ts';
import { Catalogue } from './catalogue.ts';

function catalogueOf(records: readonly Parameters<typeof testIndex>[0][]): Catalogue {
  const catalogue = new Catalogue();
  const indexes = records.map((record) => testIndex(record));
  catalogue.apply(
    indexes,
    indexes.map(({ uid }) => uid),
  );
  return catalogue;
}

describe('the catalogue', () => {
  const catalogue = catalogueOf([
    { uid: 'a', acceptedName: 'c', name: 'b' },
    { uid: 'b', acceptedName: 'b', name: 'a' },
    { uid: 'a-2', acceptedName: 'a', name: 'a', visible: false },
  ]);

  test('finds an index by the name that readers see', () => {
    expect(catalogue.visible('a').uid).toBe('b');
    expect(catalogue.visible('b').uid).toBe('a');
    expect(() => catalogue.visible('c')).toThrow('Index `c` not found.');
  });

  test('finds an index by the name that writers must assume', () => {
    const uids = ['a', 'b', 'c', 'a-2'].map((name) => catalogue.accepted(name)?.uid);
    expect(uids).toEqual(['a-2', 'b', 'a', undefined]);
  });

  test('lists indexes by their names', () => {
    expect(catalogue.allVisible().map(({ uid }) => uid)).toEqual(['b', 'a']);
  });

  test('finds no name any more that an index has given up', () => {
    const changing = catalogueOf([{ uid: 'a' }]);
    changing.apply([testIndex({ uid: 'a', acceptedName: 'x', name: 'x' })], ['a']);
    expect(changing.accepted('a')).toBeUndefined();
    expect(() => changing.visible('a')).toThrow('not found');
    changing.apply([], []);
    expect(changing.accepted('x')).toBeUndefined();
  });

  test.each([
    ['Index `a`: no such thing. Index `b` has it.', 'Index `b`: no such thing. Index `a` has it.'],
    ['Attribute `a` of index `a-2`', 'Attribute `a` of index `a`'],
    ['Index `unknown`', 'Index `unknown`'],
  ])('puts names in the place of uids in %j', (said, named) => {
    expect(catalogue.inNames(said)).toBe(named);
  });
});
