/** What cuts a text into words. */
export interface Separators {
  /** Separators and dictionary words by their first UTF-16 unit, the longest first. */
  readonly byFirstUnit: ReadonlyMap<number, readonly string[]>;
  /** Whether this text is a separator. */
  isSeparator(text: string): boolean;
}

/**
 * Meilisearch's separators changed as the settings say. Dictionary words are cut out whole too, but
 * are words.
 */
export function createSeparators(
  added: readonly string[],
  removed: readonly string[],
  dictionary: readonly string[],
): Separators {
  if (added.length + removed.length + dictionary.length === 0) return usual;
  return separatorsOf(added, removed, dictionary);
}

function separatorsOf(
  added: readonly string[],
  removed: readonly string[],
  dictionary: readonly string[],
): Separators {
  const own = new Set([...byDefault, ...added].filter((separator) => !removed.includes(separator)));
  const byFirstUnit = new Map<number, string[]>();
  for (const text of new Set([...own, ...dictionary])) {
    const unit = text.charCodeAt(0);
    byFirstUnit.set(unit, [...(byFirstUnit.get(unit) ?? []), text]);
  }
  for (const texts of byFirstUnit.values()) {
    texts.sort((left, right) => right.length - left.length);
  }
  return { byFirstUnit, isSeparator: (text) => own.has(text) };
}

/** Whether a separator keeps the words around it apart, like the end of a sentence. */
export function isHardSeparator(text: string): boolean {
  return hard.has(text);
}

/**
 * Charabia's list (the tokeniser of Meilisearch) holds punctuation, white space and, of the
 * symbols, the plus sign and the backtick. `. ` and `, ` are separators of their own, and hard ones.
 */
const byDefault: readonly string[] = [
  '. ',
  ', ',
  '\n',
  '\r',
  '\t',
  '\u2029',
  '+',
  '`',
  ...punctuationAndSpaces(),
];

/** Those of most settings. */
const usual = separatorsOf([], [], []);

/** The hard ones of Latin, Greek, Cyrillic, Hebrew, Arabic and East Asian texts. */
const hard = new Set([
  '. ',
  ', ',
  ...Array.from('!;?¡§¶¿\u037e՜՝՞։׃،؛؟۔।॥․‥…※‼‽⁇⁈⁉⁏⁖⁚⸘⸮、。！，．；？｡､'),
]);

function punctuationAndSpaces(): string[] {
  const found: string[] = [];
  const pattern = /[\p{P}\p{Zs}]/u;
  const noBreakSpace = 0xa0;
  // Blocks without either are skipped: ideographs, syllables, surrogates and private use.
  for (let unit = 0x20; unit < 0x1_0000; unit += 1) {
    if (unit === 0x3400) unit = 0xa4d0;
    if (unit === 0xac00) unit = 0xf900;
    const character = String.fromCharCode(unit);
    if (unit !== noBreakSpace && pattern.test(character)) found.push(character);
  }
  return found;
}
