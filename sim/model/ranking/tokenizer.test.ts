import { expect, test } from 'vitest';
import { createTokenizer, type TokenizerSettings } from './tokenizer.ts';

function lemmas(text: string, change: Partial<TokenizerSettings> = {}): string {
  const tokenize = createTokenizer({
    stopWords: [],
    separatorTokens: [],
    nonSeparatorTokens: [],
    dictionary: [],
    ...change,
  });
  const signs = { word: '', 'stop word': '~', 'soft separator': '_', 'hard separator': '|' };
  return tokenize(text)
    .map(({ kind, lemma }) => (kind.endsWith('separator') ? signs[kind] : signs[kind] + lemma))
    .join(' ');
}

test('words are made small and lose their diacritics', () => {
  expect(lemmas('Crème BRÛLÉE Œuvre đến')).toBe('creme _ brulee _ oeuvre _ den');
});

test('sentences end hard, other punctuation is soft', () => {
  expect(lemmas('one, two; three. four: five-six')).toBe(
    'one | two | _ three | four _ _ five _ six',
  );
});

test('numbers fall apart at their points, and camelCase does not fall apart', () => {
  expect(lemmas('3.14 iPhone C++ a_b $5')).toBe('3 _ 14 _ iphone _ c _ _ _ a _ b _ $5');
});

test('no-break spaces join, tabs and plus signs part', () => {
  expect(lemmas('a\u00a0b\tc+d')).toBe('a b _ c _ d');
});

test('texts are cut where the script changes', () => {
  expect(lemmas('abcДом')).toBe('abc дом');
});

test('stop words are compared before capitals are made small', () => {
  expect(lemmas('the The', { stopWords: ['the'] })).toBe('~the _ the');
});

test('separators and dictionary words can be added and taken away', () => {
  expect(lemmas('a&&b', { separatorTokens: ['&&'] })).toBe('a _ b');
  expect(lemmas('x-ray e-mail', { nonSeparatorTokens: ['-'] })).toBe('x-ray _ e-mail');
  expect(lemmas('x-ray e-mail', { dictionary: ['x-ray'] })).toBe('x-ray _ e _ mail');
});

test('tokens say where they stand, and nothing is left out', () => {
  const tokenize = createTokenizer({
    stopWords: [],
    separatorTokens: [],
    nonSeparatorTokens: [],
    dictionary: [],
  });
  const text = 'Ünter 東京, “o’clock”…';
  const tokens = tokenize(text);
  expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
});
