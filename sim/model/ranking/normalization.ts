/** A writing system, as far as words are normalised differently in it. */
export type Script =
  | 'latin'
  | 'cyrillic'
  | 'greek'
  | 'hebrew'
  | 'arabic'
  | 'thai'
  | 'ideographic'
  | 'other';

/** A token's text after the lossless steps, which decide its class, and after all of them. */
export interface Lemma {
  readonly raw: string;
  readonly lemma: string;
}

/**
 * The searched form of a token: compatibility decomposition, then lower case, then without marks, as far
 * as its script has them.
 */
export function normalizeLemma(text: string, script: Script): Lemma {
  if (/^[ -~]*$/.test(text)) return { raw: text, lemma: text.toLowerCase() };
  const raw = text.normalize('NFKD').replaceAll(/(?!\s)\p{Cc}/gu, '');
  return { raw, lemma: lossy(raw, script) };
}

/** The script of a character; `other` for digits, punctuation and what no rule here is about. */
export function scriptOf(character: string): Script {
  const unit = character.charCodeAt(0);
  if (unit < 128)
    return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) ? 'latin' : 'other';
  return scripts.find(({ pattern }) => pattern.test(character))?.script ?? 'other';
}

const scripts: readonly { readonly script: Script; readonly pattern: RegExp }[] = [
  // Whole blocks, with their symbols, as whatlang has them; but no full-width letters.
  {
    script: 'latin',
    pattern: /[\u0080-\u02af\u1d00-\u1dbf\u1e00-\u1eff\u2100-\u214f\u2c60-\u2c7f\ua720-\ua7ff]/u,
  },
  { script: 'cyrillic', pattern: /\p{Script=Cyrillic}/u },
  { script: 'greek', pattern: /\p{Script=Greek}/u },
  { script: 'hebrew', pattern: /\p{Script=Hebrew}/u },
  { script: 'arabic', pattern: /\p{Script=Arabic}/u },
  { script: 'thai', pattern: /\p{Script=Thai}/u },
  {
    script: 'ideographic',
    // Full-width forms, too, are not Latin to Meilisearch.
    pattern: /[\uff00-\uffef\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  },
];

const withCapitals: readonly Script[] = ['latin', 'cyrillic', 'greek'];
const withMarks: readonly Script[] = ['latin', 'greek', 'hebrew', 'arabic', 'thai'];

function lossy(raw: string, script: Script): string {
  let lemma = withCapitals.includes(script) ? raw.toLowerCase() : raw;
  if (script === 'latin') {
    lemma = lemma
      .replaceAll(/[‘’‛]/g, "'")
      .replaceAll('œ', 'oe')
      .replaceAll('æ', 'ae')
      .replaceAll(/[đð]/g, 'd')
      .replaceAll('ı', 'i');
  }
  return withMarks.includes(script) ? lemma.replaceAll(/\p{Mn}/gu, '') : lemma;
}
