import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { overheadDefault } from '../../proxy/ctl/plan/flags.ts';
import { withExamples } from './quoted-examples.ts';

const page = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
const report = new URL('../../reports/data/plan-overhead.json', import.meta.url);

test('the page about scaling quotes the calculator and the report as they are', () => {
  expect(withExamples(page)).toBe(page);
});

test('a figure that was changed by hand is put right', () => {
  const wrong = page.replace(/^Shards \(S\) +\d+/m, 'Shards (S)  7');
  expect(wrong).not.toBe(page);
  expect(withExamples(wrong)).toBe(page);
});

test('an example with a flag that the calculator refuses is refused', () => {
  const wrong = '<!-- plan: --nodes none -->\n<!-- end of plan -->';
  expect(() => withExamples(wrong)).toThrow('--nodes none: expected a whole number');
});

test('a page without a place for examples is refused', () => {
  expect(() => withExamples('nothing')).toThrow('no place');
});

test('the usual overhead is the measured one, as far as loads differ', () => {
  const { short } = JSON.parse(readFileSync(report, 'utf8'));
  expect(Math.abs(overheadDefault / short.overhead - 1)).toBeLessThan(0.15);
});
