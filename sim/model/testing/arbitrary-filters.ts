import fc from 'fast-check';
import { arbitraryValue } from './arbitrary-documents.ts';

/** Attributes that documents have; `title` is sometimes not filterable. */
const attribute = fc.constantFrom(
  'kind',
  'size',
  'tags',
  'deep',
  'deep.er',
  'deep.est.n',
  'flag',
  'kind',
  'size',
  'title',
  'absent',
);

const quoted = arbitraryValue.map((value) => `"${value}"`);
const value = fc.oneof(
  quoted,
  arbitraryValue.map((text) => (/^[\w.-]+$/.test(text) ? text : `'${text}'`)),
);
const operator = fc.constantFrom('=', '=', '!=', '>', '>=', '<', '<=');
const list = fc.array(value, { maxLength: 3 }).map((values) => `[${values.join(', ')}]`);
const number = fc.integer({ min: -3, max: 12 });

const leaf = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(attribute, operator, value).map((parts) => parts.join(' ')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(attribute, number, number)
      .map(([name, from, to]) => `${name} ${from} TO ${to}`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(attribute, fc.constantFrom('IN', 'NOT IN'), list)
      .map((parts) => parts.join(' ')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        attribute,
        fc.constantFrom(
          'EXISTS',
          'NOT EXISTS',
          'IS NULL',
          'IS NOT NULL',
          'IS EMPTY',
          'IS NOT EMPTY',
        ),
      )
      .map((parts) => parts.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(attribute, fc.constantFrom('STARTS WITH', 'NOT STARTS WITH'), value)
      .map((parts) => parts.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.integer({ min: -80, max: 80 }),
        fc.integer({ min: -170, max: 170 }),
        fc.constantFrom(500_000, 5_000_000),
      )
      .map((parts) => `_geoRadius(${parts.join(', ')})`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: -170, max: 170 }),
        fc.integer({ min: -80, max: 0 }),
        fc.integer({ min: -170, max: 170 }),
      )
      .map(
        ([top, right, bottom, left]) => `_geoBoundingBox([${top}, ${right}], [${bottom}, ${left}])`,
      ),
  },
);

/** Filter expressions with a few levels of nesting. */
const arbitraryExpression: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    leaf,
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `${left} AND ${right}`),
    fc.tuple(tie('node'), tie('node')).map(([left, right]) => `${left} OR ${right}`),
    tie('node').map((inner) => `NOT ${inner}`),
    tie('node').map((inner) => `(${inner})`),
  ),
})).node;

/** A filter in one of its forms. */
export const arbitraryFilter: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: arbitraryExpression },
  {
    weight: 1,
    arbitrary: fc.array(fc.oneof(leaf, fc.array(leaf, { maxLength: 2 })), { maxLength: 3 }),
  },
);
