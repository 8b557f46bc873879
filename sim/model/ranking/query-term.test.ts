import { expect, test } from 'vitest';
import { idsOfAll, indexOf, queryFor } from './testing/small-index.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');

/** 952 words around one, so that there are more typos than Meilisearch looks at. */
function crowdedWords(): string[] {
  const word = 'crowdedword';
  const words = new Set<string>();
  for (let place = 1; place < word.length; place += 1) {
    for (const letter of letters) {
      words.add(word.slice(0, place) + letter + word.slice(place + 1));
      words.add(word.slice(0, place) + letter + word.slice(place));
    }
  }
  for (const first of letters) {
    for (const second of letters) {
      words.add(`crowded${first}${second}rd`);
      words.add(`${first}rowdedword${second}`);
    }
  }
  return [...words];
}

test('typos and beginnings lead to as many words as in 1.21.0', () => {
  const documents = crowdedWords().map((title) => ({ title }));
  const index = indexOf(documents);
  const count = (q: string) => index.rank(idsOfAll(documents), queryFor(q)).length;
  expect(count('crowdedword ')).toBe(201);
  expect(count('crowdedword')).toBe(227);
  // Fifty with another first letter count as two typos, the others as one.
  expect(count('xrowdedword')).toBe(226);
  expect(count('crowdedwrd ')).toBe(101);
});

test('a word is cut where most documents have the parts side by side', () => {
  const documents = ['so me', 'som e', 'som e', 'some'].map((title) => ({ title }));
  const found = indexOf(documents).rank(idsOfAll(documents), queryFor('some '));
  expect(found.map(({ internalId }) => internalId)).toEqual([3, 1, 2]);
});
