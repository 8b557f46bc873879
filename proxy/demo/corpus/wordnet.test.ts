import { describe, expect, test } from 'vitest';
import { evenSample } from './corpus.ts';
import { parseWordnet, wordnet } from './wordnet.ts';

// Reading it takes a second or more, so it is read once for all tests.
const all = wordnet.documents();

describe('the WordNet text', () => {
  test('has all synonym sets of the four parts of speech', () => {
    const perPart = Object.groupBy(all, ({ pos }) => pos);
    expect(Object.entries(perPart).map(([pos, documents]) => [pos, documents?.length])).toEqual([
      ['noun', 82_192],
      ['verb', 13_789],
      ['adjective', 18_185],
      ['adverb', 3625],
    ]);
  });

  test('has distinct ids that Meilisearch accepts, and no empty field', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(117_791);
    expect(all.filter(({ id }) => !/^[a-z]+-\d{8}$/.test(id))).toEqual([]);
    expect(all.filter(({ title, text, words }) => !title || !text || words.includes(''))).toEqual(
      [],
    );
  });

  test('names the lexicographer file of every document, all 45 of them', () => {
    const wrong = all.filter(({ pos, lex }) => !pos.startsWith(lex.split('.')[0] ?? ''));
    expect(wrong).toEqual([]);
    expect(new Set(all.map(({ lex }) => lex)).size).toBe(45);
  });

  test('reads a noun', () => {
    expect(all.find(({ id }) => id === 'noun-00002137')).toEqual({
      id: 'noun-00002137',
      title: 'abstraction',
      words: ['abstraction', 'abstract entity'],
      pos: 'noun',
      lex: 'noun.Tops',
      text: 'a general concept formed by extracting common features from specific examples',
    });
  });

  test('leaves out the mark that says where an adjective may stand', () => {
    const line =
      '00014490 00 s 03 bountiful 0 sea_green(ip) 0 well_off(p) 2 001 & 00013887 a 0000 | plenty; "a bar | b"  ';
    expect(parseWordnet(`  1 a licence line  \n${line}\n`, 'adjective')).toEqual([
      {
        id: 'adjective-00014490',
        title: 'bountiful',
        words: ['bountiful', 'sea green', 'well off'],
        pos: 'adjective',
        lex: 'adj.all',
        text: 'plenty; "a bar | b"',
      },
    ]);
  });
});

test('the sample of the demonstration has every part of speech in proportion', () => {
  const perPart = Object.groupBy(evenSample(all, wordnet.demoCount), ({ pos }) => pos);
  expect(Object.entries(perPart).map(([pos, documents]) => [pos, documents?.length])).toEqual([
    ['noun', 13_955],
    ['verb', 2341],
    ['adjective', 3088],
    ['adverb', 616],
  ]);
});
