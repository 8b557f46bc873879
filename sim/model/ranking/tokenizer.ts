import { normalizeLemma, scriptOf, type Script } from './normalization.ts';
import { createSeparators, isHardSeparator, type Separators } from './separators.ts';

/** A piece of text; the pieces of a text in their order make up all of it. */
export interface Token {
  readonly kind: 'word' | 'stop word' | 'soft separator' | 'hard separator';
  /** As it is searched: lower case, without diacritics. May be empty. */
  readonly lemma: string;
  /** Where it starts and ends in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** What of the settings bears on tokens. */
export interface TokenizerSettings {
  readonly stopWords: readonly string[];
  readonly separatorTokens: readonly string[];
  readonly nonSeparatorTokens: readonly string[];
  readonly dictionary: readonly string[];
}

/** Cuts texts into tokens. */
export type Tokenizer = (text: string) => Token[];

/**
 * A tokeniser like Meilisearch's (charabia) for scripts that put something between words. Texts are cut
 * where the script changes and at separators.
 */
export function createTokenizer(settings: TokenizerSettings): Tokenizer {
  const classes: Classes = {
    separators: createSeparators(
      settings.separatorTokens,
      settings.nonSeparatorTokens,
      settings.dictionary,
    ),
    stopWords: new Set(settings.stopWords),
  };
  return (text) => {
    const tokens: Token[] = [];
    for (const run of scriptRuns(text)) cutRun(text, run, classes, tokens);
    return tokens;
  };
}

interface Classes {
  readonly separators: Separators;
  readonly stopWords: ReadonlySet<string>;
}

interface ScriptRun {
  readonly script: Script;
  readonly start: number;
  readonly end: number;
}

// Most texts have one script; characters of no script, such as digits, belong to what was before them.
function scriptRuns(text: string): ScriptRun[] {
  if (isAscii(text)) return [{ script: 'latin', start: 0, end: text.length }];
  const runs: ScriptRun[] = [];
  let current: Script = 'other';
  let start = 0;
  let at = 0;
  for (const character of text) {
    const script = scriptOf(character);
    if (script !== 'other' && script !== current) {
      if (current !== 'other') {
        runs.push({ script: current, start, end: at });
        start = at;
      }
      current = script;
    }
    at += character.length;
  }
  runs.push({ script: current, start, end: text.length });
  return runs;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false;
  return true;
}

function cutRun(text: string, run: ScriptRun, classes: Classes, tokens: Token[]): void {
  let wordStart = run.start;
  let at = run.start;
  while (at < run.end) {
    const length = separatorLength(text, at, run.end, classes.separators);
    if (length === 0) {
      at += 1;
      continue;
    }
    if (wordStart < at) pushToken(text, { ...run, start: wordStart, end: at }, classes, tokens);
    pushToken(text, { script: run.script, start: at, end: at + length }, classes, tokens);
    at += length;
    wordStart = at;
  }
  if (wordStart < run.end) pushToken(text, { ...run, start: wordStart }, classes, tokens);
}

/** How long the separator or dictionary word is that starts here; zero if none does. */
function separatorLength(text: string, at: number, end: number, separators: Separators): number {
  const candidates = separators.byFirstUnit.get(text.charCodeAt(at));
  if (candidates === undefined) return 0;
  for (const candidate of candidates) {
    if (at + candidate.length <= end && text.startsWith(candidate, at)) return candidate.length;
  }
  return 0;
}

// The class is decided before capitals are made small: `The` is not the stop word `the`.
function pushToken(text: string, run: ScriptRun, classes: Classes, tokens: Token[]): void {
  const { raw, lemma } = normalizeLemma(text.slice(run.start, run.end), run.script);
  const kind = classes.stopWords.has(raw)
    ? 'stop word'
    : !classes.separators.isSeparator(raw)
      ? 'word'
      : isHardSeparator(raw)
        ? 'hard separator'
        : 'soft separator';
  tokens.push({ kind, lemma, start: run.start, end: run.end });
}
