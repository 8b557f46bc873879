import { expect, test } from 'vitest';
import { readFilterable } from './filterable.ts';

test.each([
  ['an attribute, and what is in it', ['author'], 'author author.name', 'authors name'],
  ['everything', ['*'], 'author author.name', ''],
  ['what begins so', [{ attributePatterns: ['au*'] }], 'author au author.name', 'the.au'],
  ['what ends so', [{ attributePatterns: ['*_id'] }], 'shop_id', 'shop_ids'],
  ['what has it inside', [{ attributePatterns: ['*ut*'] }], 'author', 'year'],
  [
    'the first rule that matches',
    [{ attributePatterns: ['year'], features: { filter: { equality: false } } }, '*'],
    'author',
    'year',
  ],
  [
    'a rule for comparisons only',
    [
      {
        attributePatterns: ['year'],
        features: { filter: { equality: false, comparison: true } },
      },
    ],
    'year',
    'author',
  ],
  ['no rule', undefined, '', 'author'],
])('filterable is by %s', (_name, rules, filterable, others) => {
  const isFilterable = readFilterable(rules);
  const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '');
  expect(wordsOf(filterable).filter((attribute) => !isFilterable(attribute))).toEqual([]);
  expect(wordsOf(others).filter(isFilterable)).toEqual([]);
});
