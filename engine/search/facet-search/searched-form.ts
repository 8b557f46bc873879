/**
 * The form in which Meilisearch looks for a value, made from the form in which it compares values: without
 * marks, and with letters that are written in several ways in one of them, as far as the value's script
 * has such. Chinese variants are left as they are: values that several nodes found may come in another
 * order there.
 */
export function searchedForm(form: string): string {
  const script = scriptOf(form);
  const letters = plainLetters.get(script) ?? noLetters;
  return Array.from(form)
    .filter((character) => !isLeftOut(character, script))
    .map((character) => letters.get(character) ?? hiragana(character))
    .join('')
    .replace(/ς$/, 'σ');
}

type Script = 'Latin' | 'Greek' | 'Arabic' | 'Hebrew' | 'Thai' | 'other';

const scripts: readonly (readonly [Script, RegExp])[] = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Arabic', /[\p{Script=Arabic}\u0640]/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['other', /\p{Letter}/u],
];

/** The script that most of the letters are of. */
function scriptOf(form: string): Script {
  const counts = new Map<Script, number>();
  for (const character of form) {
    const script = scripts.find(([, pattern]) => pattern.test(character))?.[0];
    if (script !== undefined) counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, left], [, right]) => right - left);
  return most?.[0] ?? 'other';
}

function isLeftOut(character: string, script: Script): boolean {
  if (/\p{Cc}/u.test(character)) return !/\s/.test(character);
  return (script !== 'other' && /\p{Mn}/u.test(character)) || character === tatweel;
}

const tatweel = '\u0640';

function hiragana(character: string): string {
  const isKatakana = character >= '\u30a1' && character <= '\u30f6';
  return isKatakana ? String.fromCharCode(character.charCodeAt(0) - 0x60) : character;
}

const noLetters: ReadonlyMap<string, string> = new Map();

const plainLetters: ReadonlyMap<Script, ReadonlyMap<string, string>> = new Map([
  [
    'Latin',
    new Map([
      ['æ', 'ae'],
      ['œ', 'oe'],
      ['đ', 'd'],
      ['ð', 'd'],
      ['ı', 'i'],
      ['‘', "'"],
      ['’', "'"],
    ]),
  ],
  [
    'Arabic',
    new Map([
      ['\u0629', '\u0647'],
      ['\u0649', '\u064a'],
    ]),
  ],
]);
