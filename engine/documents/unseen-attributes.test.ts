import { expect, test } from 'vitest';
import { UnseenAttributes } from './unseen-attributes.ts';

function refusal(attribute: string): string {
  const list = '`_miroir_seq, author, year`';
  return JSON.stringify({
    message: `Attribute \`${attribute}\` is not sortable. Available sortable attributes are: ${list}.`,
    code: 'invalid_document_sort',
  });
}

test('only what is sortable can be unseen, and is noted once', () => {
  const unseen = new UnseenAttributes();
  expect(unseen.note('n1', refusal('year'))).toBe(true);
  expect(unseen.note('n1', refusal('author.name'))).toBe(true);
  expect(unseen.note('n1', refusal('year'))).toBe(false);
  expect(unseen.note('n1', refusal('title'))).toBe(false);
  expect(unseen.note('n1', 'no JSON')).toBe(false);
  expect([...unseen.of('n1')]).toEqual(['year', 'author.name']);
  expect([...unseen.of('n2')]).toEqual([]);
});

test('the first attribute that no node knows is refused', () => {
  const unseen = new UnseenAttributes();
  unseen.note('n1', refusal('year'));
  unseen.note('n1', refusal('author'));
  unseen.note('n2', refusal('author'));
  expect(unseen.refusalOf(['n1', 'n2'], ['year', 'author'])).toBe(refusal('author'));
  expect(unseen.refusalOf(['n1'], ['year', 'author'])).toBe(refusal('year'));
  expect(unseen.refusalOf(['n1', 'n2'], ['year'])).toBeUndefined();
  expect(unseen.refusalOf([], ['year'])).toBeUndefined();
});
