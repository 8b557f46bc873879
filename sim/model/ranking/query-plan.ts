import type { NodePool } from './node-pool.ts';
import type { QueryNode } from './query-graph.ts';
import { phraseTerm, type QueryTerm, wordTerm } from './query-term.ts';
import type { QueryText, WrittenTerm } from './query-text.ts';
import type { TypoTolerance } from './ranking.ts';
import type { Phrase, SearchSpace } from './search-space.ts';
import { characters } from './dictionary.ts';
import { utf8Length, wordBytesMax } from './document-text.ts';

/** Synonyms by the words they stand for, {@link joined}. */
export type Synonyms = ReadonlyMap<string, readonly Phrase[]>;

/** What turns the words of queries into terms; terms are kept until the index changes. */
export interface TermMaker {
  readonly space: SearchSpace;
  readonly synonyms: Synonyms;
  readonly known: Map<string, QueryTerm>;
}

/** Several words as one key: words may contain spaces, such as one that does not break. */
export function joined(words: readonly string[]): string {
  return words.join('\u0000');
}

/** The nodes of a query: each written term, and each two or three neighbours glued to one word. */
export function queryNodes(maker: TermMaker, pool: NodePool, text: QueryText): QueryNode[] {
  const nodes: QueryNode[] = [];
  for (const [index, written] of text.terms.entries()) {
    const own = { term: termOf(maker, written), firstTerm: index, lastTerm: index };
    const { firstPosition, lastPosition } = written;
    nodes.push(pool.add({ ...own, firstPosition, lastPosition }));
    for (const size of [2, 3]) {
      const glued = glue(maker, text.terms.slice(Math.max(0, index + 1 - size), index + 1), size);
      if (glued !== undefined) {
        nodes.push(pool.add({ ...glued, firstTerm: index + 1 - size, lastTerm: index }));
      }
    }
  }
  return nodes;
}

/** How many typos a word may have. */
function typosAllowed(word: string, tolerance: TypoTolerance): 0 | 1 | 2 {
  const { enabled, oneTypo, twoTypos, disableOnWords } = tolerance;
  const length = characters(word);
  if (!enabled || length < oneTypo || disableOnWords.includes(word)) return 0;
  return length < twoTypos ? 1 : 2;
}

// Meilisearch's limits on synonyms of one word.
const synonymPhrasesMax = 50;
const synonymWordsMax = 100;

function termOf(maker: TermMaker, { content, isLast }: WrittenTerm): QueryTerm {
  if (typeof content !== 'string') return phraseTerm(content);
  const { prefixSearch, typoTolerance } = maker.space.parts.settings;
  const isPrefix = isLast && prefixSearch !== 'disabled';
  return remembered(maker, `${isPrefix ? 'prefix' : 'word'} ${content}`, () =>
    wordTerm(maker.space, {
      word: content,
      isPrefix,
      typosMax: typosAllowed(content, typoTolerance),
      gluedWords: null,
      synonyms: limitedSynonyms(maker.synonyms.get(content) ?? []),
    }),
  );
}

function glue(maker: TermMaker, written: readonly WrittenTerm[], size: number) {
  const [first, last] = [written[0], written.at(-1)];
  if (written.length < size || first === undefined || last === undefined) return undefined;
  const words: string[] = [];
  for (const [index, { content, firstPosition }] of written.entries()) {
    const before = written[index - 1];
    if (typeof content !== 'string') return undefined;
    if (before !== undefined && before.lastPosition !== firstPosition - 1) return undefined;
    words.push(content);
  }
  if (utf8Length(words.join('')) > wordBytesMax) return undefined;
  const { firstPosition } = first;
  return {
    term: gluedTerm(maker, words, last.isLast),
    firstPosition,
    lastPosition: last.lastPosition,
  };
}

function gluedTerm(maker: TermMaker, words: readonly string[], isLast: boolean): QueryTerm {
  const { prefixSearch, typoTolerance } = maker.space.parts.settings;
  const isPrefix = isLast && prefixSearch !== 'disabled';
  const word = words.join('');
  return remembered(maker, `${isPrefix ? 'prefix' : 'word'} ${joined(words)}`, () =>
    wordTerm(maker.space, {
      word,
      isPrefix,
      typosMax: Math.max(0, typosAllowed(word, typoTolerance) - (words.length - 1)),
      gluedWords: words,
      synonyms: [
        ...limitedSynonyms(maker.synonyms.get(word) ?? []),
        ...(maker.synonyms.get(joined(words)) ?? []),
      ],
    }),
  );
}

function remembered(maker: TermMaker, key: string, make: () => QueryTerm): QueryTerm {
  const known = maker.known.get(key);
  if (known !== undefined) return known;
  const term = make();
  maker.known.set(key, term);
  return term;
}

function limitedSynonyms(synonyms: readonly Phrase[]): Phrase[] {
  let words = 0;
  return synonyms.slice(0, synonymPhrasesMax).filter((phrase) => {
    if (words + phrase.words.length > synonymWordsMax) return false;
    words += phrase.words.length;
    return true;
  });
}
