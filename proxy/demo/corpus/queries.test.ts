import { describe, expect, test } from 'vitest';
import { generateQueries } from './queries.ts';
import { wordnet } from './wordnet.ts';

const documents = wordnet.documents(2000);
const text = documents.map((document) => document.text.toLowerCase()).join('\n');
const queries = generateQueries(900, 1, documents);

function ofKind(kind: string): string[] {
  return queries.filter((query) => query.kind === kind).map(({ q }) => q);
}

describe('generated queries', () => {
  test('the same seed gives the same queries, another seed others', () => {
    expect(generateQueries(900, 1, documents)).toEqual(queries);
    const others = generateQueries(900, 2, documents);
    const same = others.filter(({ q }, index) => q === queries[index]?.q);
    expect(same.length).toBeLessThan(90);
  });

  test('a smaller number is the beginning of a larger one', () => {
    expect(generateQueries(20, 1, documents)).toEqual(queries.slice(0, 20));
  });

  test('these are the first of seed 1 over the text of the demonstration', () => {
    expect(generateQueries(9, 1).map(({ kind, q }) => `${kind}: ${q}`)).toMatchInlineSnapshot(`
      [
        "common word: where",
        "middling word: contributed",
        "rare word: commentator",
        "neighbours: two handles",
        "phrase: "engineering science"",
        "prefix: strong",
        "typo: soveerign",
        "glued: thelaser",
        "scattered: the words string",
      ]
    `);
  }, 30_000);

  test('the nine kinds have equal shares, and few queries repeat', () => {
    const sizes = Object.values(Object.groupBy(queries, ({ kind }) => kind)).map(
      (group) => group?.length,
    );
    expect(sizes).toEqual(Array.from({ length: 9 }, () => 100));
    expect(new Set(queries.map(({ q }) => q)).size).toBeGreaterThan(750);
  });

  test('no query is empty or longer than a person types', () => {
    expect(queries.filter(({ q }) => q.trim() === '' || q.length > 60)).toEqual([]);
  });

  test('words, prefixes and phrases are in the text', () => {
    const words = [...ofKind('common word'), ...ofKind('rare word'), ...ofKind('prefix')];
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
    const letters = text.replaceAll(/[^a-z\n]+/g, ' ');
    const twoLetters = letters.replaceAll(/ (?:[a-z] )+/g, ' ');
    const phrases = ofKind('phrase').map((phrase) => phrase.replaceAll('"', ''));
    expect(phrases.filter((phrase) => !twoLetters.includes(phrase)).length).toBeLessThan(10);
  });

  test('a misspelt word is not a word of the text', () => {
    const known = new Set(text.match(/[a-z]+/g));
    expect(ofKind('typo').filter((word) => known.has(word)).length).toBeLessThan(10);
  });
});
