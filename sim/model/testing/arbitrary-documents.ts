import fc from 'fast-check';

/** A JSON object as text or value. */
export type JsonObject = Readonly<Record<string, unknown>>;

const kinds = [
  'apple',
  'Apple',
  'ápple',
  'pear',
  'Pear ',
  'plum',
  'Zebra',
  '日本',
  'straße',
  '12',
  '🍏',
];
const words =
  'the quick brown fox jumps over a lazy dog while old foxes sleep near the silent river bank in autumn light'.split(
    ' ',
  );

const text = fc
  .array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 })
  .map((list) => list.join(' '));
const size = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.5, 1.5, 2.25, 1e10, -0.75),
  fc.constantFrom('large', 'Small', '7', ' 3 ', '1.0'),
);
const kind = fc.constantFrom(...kinds);
const empty = fc.constantFrom(null, '', [], {});
const place = fc.record({
  lat: fc.integer({ min: -80, max: 80 }),
  lng: fc.integer({ min: -170, max: 170 }),
});

/** The fields of a document besides its id, any of which may be missing. */
const fields = fc.record(
  {
    title: text,
    kind: fc.oneof(
      { weight: 6, arbitrary: kind },
      { weight: 2, arbitrary: fc.array(kind, { maxLength: 3 }) },
      { weight: 1, arbitrary: empty },
    ),
    size: fc.oneof(
      { weight: 6, arbitrary: size },
      { weight: 1, arbitrary: fc.array(size, { maxLength: 3 }) },
      { weight: 1, arbitrary: empty },
    ),
    tags: fc.array(fc.constantFrom('red', 'Red', 'green', 'blue', 'rouge vif', 'x-1'), {
      maxLength: 4,
    }),
    deep: fc.oneof(
      fc.record(
        {
          er: fc.oneof(size, kind),
          est: fc.array(fc.record({ n: fc.integer({ max: 4, min: 0 }) }), { maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
      fc.array(fc.record({ er: fc.integer({ min: 0, max: 5 }) }), { maxLength: 2 }),
      size,
    ),
    flag: fc.boolean(),
    _geo: fc.oneof({ weight: 5, arbitrary: place }, { weight: 1, arbitrary: fc.constant(null) }),
  },
  { requiredKeys: [] },
);

const id = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('a', 'b-1', 'C_2') },
);

/** A document with an id. */
export const arbitraryDocument: fc.Arbitrary<JsonObject> = fc
  .tuple(id, fields)
  .map(([own, rest]) => ({ id: own, ...rest }));

/** Documents of which one, now and then, has no id or a bad one, or a bad place. */
export const arbitraryPayload: fc.Arbitrary<readonly JsonObject[]> = fc.oneof(
  { weight: 12, arbitrary: fc.array(arbitraryDocument, { minLength: 1, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.array(arbitraryDocument, { maxLength: 3 }),
        fc.constantFrom<JsonObject>(
          { title: 'no id' },
          { id: 'not good' },
          { id: 1.5 },
          { id: null },
          { id: 3, _geo: { lat: 1 } },
          { id: 4, _geo: 'here' },
        ),
      )
      .map(([good, bad]) => [...good, bad]),
  },
);

/** The id of a document that may or may not exist. */
export const arbitraryId: fc.Arbitrary<string> = id.map(String);

/** Values that documents have, or nearly have, under the attributes that filters ask for. */
export const arbitraryValue: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...kinds),
  size.map(String),
  fc.constantFrom(
    'red',
    'RED',
    'rouge vif',
    'true',
    'false',
    'large',
    'small',
    '',
    'q',
    '3',
    '1',
    '1.0',
  ),
);

/** Words to search for: as they are, cut short, or with a slip. */
export const arbitraryWords: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...words),
  fc.constantFrom(
    'qu',
    'fo',
    'jmups',
    'slient',
    'rivers',
    'autum',
    'lazy dog',
    'quick fox',
    'brownfox',
    '"lazy dog"',
    'fox -dog',
    'apple',
    'ápple',
    'red',
    '12',
  ),
);
