import { addBit, type Bits, noBits, removeAll } from './bits.ts';
import { bucketSort, type RankingStep } from './bucket-sort.ts';
import { Dictionary } from './dictionary.ts';
import { readDocumentText } from './document-text.ts';
import { matchingDocuments } from './matching-strategy.ts';
import { NodePool } from './node-pool.ts';
import { end, graphOfTerms, type QueryNode, start } from './query-graph.ts';
import { joined, queryNodes, type Synonyms, type TermMaker } from './query-plan.ts';
import { type QueryText, readQueryText } from './query-text.ts';
import type {
  RankedDocument,
  RankedSource,
  RankingModel,
  RankingQuery,
  RankingSettings,
  TextIndex,
  TextMatch,
} from './ranking.ts';
import { searchSteps, sortingSteps } from './ranking-steps.ts';
import { type IndexedDocument, type Phrase, SearchSpace } from './search-space.ts';
import { SearchableFields } from './searchable-fields.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import { createMatcher, findMatches, type Matcher } from './word-matches.ts';

/** An empty index that ranks by `model` under `settings`. */
export function createTextIndex(model: RankingModel, settings: RankingSettings): TextIndex {
  return new LocalTextIndex(model, settings);
}

/** What was found out about queries since the index changed. */
interface SpaceInUse extends TermMaker {
  lastSearch: { readonly q: string; readonly nodes: readonly QueryNode[] } | undefined;
  lastMatcher: { readonly q: string; readonly matcher: Matcher } | undefined;
}

class LocalTextIndex implements TextIndex {
  readonly #model: RankingModel;
  readonly #settings: RankingSettings;
  readonly #tokenize: Tokenizer;
  /** For texts that are shown, in which stop words are words. */
  readonly #tokenizeShown: Tokenizer;
  readonly #synonyms: Synonyms;
  #fields: SearchableFields;
  #dictionary: Dictionary;
  readonly #documents = new Map<number, IndexedDocument>();
  #idsEnd = 0;
  /** Ready to search, by restriction; emptied when the index changes. */
  readonly #makers = new Map<string, SpaceInUse>();

  constructor(model: RankingModel, settings: RankingSettings) {
    this.#model = model;
    this.#settings = settings;
    this.#tokenize = createTokenizer(settings);
    this.#tokenizeShown = createTokenizer({ ...settings, stopWords: [] });
    this.#synonyms = readSynonyms(settings, this.#tokenize);
    this.#fields = fieldsOf(settings);
    this.#dictionary = dictionaryOf(settings);
  }

  put({ internalId, fields }: RankedSource): void {
    this.remove(internalId);
    const placed = readDocumentText(fields, this.#fields, this.#tokenize);
    const wordCounts = new Map<number, number>();
    for (const { field } of placed) wordCounts.set(field.id, (wordCounts.get(field.id) ?? 0) + 1);
    const words = this.#dictionary.add(internalId, placed);
    this.#documents.set(internalId, { fields, words, wordCounts, byPlace: undefined });
    this.#idsEnd = Math.max(this.#idsEnd, internalId + 1);
  }

  remove(internalId: number): void {
    this.#makers.clear();
    const document = this.#documents.get(internalId);
    if (document === undefined) return;
    this.#dictionary.remove(internalId, document.words);
    this.#documents.delete(internalId);
  }

  clear(): void {
    this.#makers.clear();
    this.#documents.clear();
    this.#fields = fieldsOf(this.#settings);
    this.#dictionary = dictionaryOf(this.#settings);
    this.#idsEnd = 0;
  }

  rank(candidates: readonly number[], query: RankingQuery): readonly RankedDocument[] {
    const maker = this.#makerFor(query.attributesToSearchOn);
    const text = readQueryText(query.q === null ? [] : this.#tokenize(query.q));
    const universe = this.#universe(maker.space, candidates, text);
    if (text.terms.length === 0) {
      const steps = sortingSteps(this.#settings.rankingRules, query.sort);
      return bucketSort(maker.space, steps, emptyGraph, universe);
    }
    const pool = new NodePool(maker.space);
    const nodes = queryNodes(maker, pool, text);
    const graph = graphOfTerms(nodes);
    const matching = matchingDocuments(graph, query.matchingStrategy, universe);
    const steps: RankingStep[] =
      this.#model === 'meilisearch'
        ? searchSteps(maker.space, pool, query)
        : [{ kind: 'bm25', nodes }, ...sortingSteps(this.#settings.rankingRules, query.sort)];
    const ranked = bucketSort(maker.space, steps, graph, matching);
    maker.lastSearch = { q: query.q ?? '', nodes };
    maker.lastMatcher = undefined;
    return ranked;
  }

  matches({ q, attributesToSearchOn }: RankingQuery, text: string): readonly TextMatch[] {
    if (q === null || q === '') return [];
    const maker = this.#makerFor(attributesToSearchOn);
    if (maker.lastMatcher?.q !== q) {
      maker.lastMatcher = { q, matcher: this.#createMatcher(maker, q) };
    }
    return findMatches(maker.lastMatcher.matcher, text, this.#tokenizeShown(text));
  }

  /** Typos count as far as the search has looked for them, if it was the last one. */
  #createMatcher(maker: SpaceInUse, q: string): Matcher {
    const { lastSearch } = maker;
    if (lastSearch?.q === q) {
      return createMatcher(lastSearch.nodes, (node) => node.selection.isResolved);
    }
    const pool = new NodePool(maker.space);
    const nodes = queryNodes(maker, pool, readQueryText(this.#tokenize(q)));
    return createMatcher(nodes, () => true);
  }

  #makerFor(names: readonly string[] | null): SpaceInUse {
    const key = JSON.stringify(names);
    const known = this.#makers.get(key);
    if (known !== undefined) return known;
    const space = new SearchSpace({
      dictionary: this.#dictionary,
      documents: this.#documents,
      fields: this.#fields,
      settings: this.#settings,
      restriction: this.#fields.restrictedTo(names),
      idsEnd: this.#idsEnd,
    });
    const maker: SpaceInUse = {
      space,
      synonyms: this.#synonyms,
      known: new Map(),
      lastSearch: undefined,
      lastMatcher: undefined,
    };
    this.#makers.set(key, maker);
    return maker;
  }

  #universe(space: SearchSpace, candidates: readonly number[], text: QueryText): Bits {
    const universe = noBits(space.bitsLength);
    for (const id of candidates) addBit(universe, id);
    for (const excluded of text.excludedWords) {
      const word = this.#dictionary.find(excluded);
      if (word !== undefined) removeAll(universe, space.wordBits(word, false));
    }
    for (const phrase of text.excludedPhrases) removeAll(universe, space.phraseBits(phrase));
    return universe;
  }
}

const emptyGraph = { nodes: [null, null], successors: [[end], [start]], key: '' };

function fieldsOf({ searchableAttributes, typoTolerance }: RankingSettings): SearchableFields {
  return new SearchableFields(searchableAttributes, typoTolerance.disableOnAttributes);
}

function dictionaryOf({ typoTolerance }: RankingSettings): Dictionary {
  const { disableOnAttributes, disableOnNumbers } = typoTolerance;
  return new Dictionary(disableOnAttributes.length > 0, disableOnNumbers);
}

/** Synonyms are compared word by word in their searched form. */
function readSynonyms({ synonyms }: RankingSettings, tokenize: Tokenizer): Synonyms {
  const wordsOf = (text: string) =>
    tokenize(text).flatMap(({ kind, lemma }) => (kind === 'word' && lemma !== '' ? [lemma] : []));
  const found = new Map<string, Phrase[]>();
  for (const [text, meanings] of Object.entries(synonyms)) {
    const key = joined(wordsOf(text));
    if (key === '') continue;
    const phrases = meanings.map(wordsOf).filter((words) => words.length > 0);
    found.set(key, [...(found.get(key) ?? []), ...phrases.map((words) => ({ words }))]);
  }
  return found;
}
