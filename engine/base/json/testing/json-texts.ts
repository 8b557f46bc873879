import fc from 'fast-check';

const scalarTexts = fc.oneof(
  fc.constantFrom('true', 'false', 'null', '-0', '1.10', '1e400', '9007199254740993', '-1.5E-3'),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\ud800"', '"\\u00e9\\/"', '"\\\\"', '"\\""', '"a,]}b"', '"é😀"'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);

const spaces = fc.constantFrom('', '', '', ' ', '\n', '\t \r\n');

const keys = fc.constantFrom('"a"', '"b"', '"id"', '""', '"\\u0061"', '"x\\"y"', '"é"');

/** Valid JSON texts as people may write them: with white space, escapes and duplicate keys. */
export const jsonTexts: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc
    .tuple(
      spaces,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        scalarTexts,
        fc.array(tie('value'), { maxLength: 5 }).map((values) => `[${values.join(',')}]`),
        fc
          .array(fc.tuple(spaces, keys, spaces, tie('value')), { maxLength: 5 })
          .map((members) => `{${members.map(joinMember).join(',')}}`),
      ),
      spaces,
    )
    .map((parts) => parts.join('')),
})).value;

/** {@link jsonTexts} with a few characters changed: mostly not JSON, but nearly. */
export const nearlyJsonTexts: fc.Arbitrary<string> = fc
  .tuple(
    jsonTexts,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.nat(2),
        fc.constantFrom(...Array.from('{}[],:"\\u0-1.eE+x \n\u0001é'), ''),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, removed, inserted]) => {
      const at = place % (edited.length + 1);
      return edited.slice(0, at) + inserted + edited.slice(at + removed);
    }, text),
  );

function joinMember([before, key, after, value]: [string, string, string, string]): string {
  return `${before}${key}${after}:${value}`;
}
