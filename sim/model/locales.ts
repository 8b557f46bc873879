/** The languages that Meilisearch v1.21 knows, in the order in which messages list them. */
export const locales: readonly string[] = (
  'af ak am ar az be bn bg ca cs da de el en eo et fi fr gu he hi hr hu hy id it jv ja kn ka km ko ' +
  'la lv lt ml mr mk my ne nl nb or pa fa pl pt ro ru si sk sl sn es sr sv ta te tl th tk tr uk ur ' +
  'uz vi yi zh zu afr aka amh ara aze bel ben bul cat ces dan deu ell eng epo est fin fra guj heb ' +
  'hin hrv hun hye ind ita jav jpn kan kat khm kor lat lav lit mal mar mkd mya nep nld nob ori pan ' +
  'pes pol por ron rus sin slk slv sna spa srp swe tam tel tgl tha tuk tur ukr urd uzb vie yid zho ' +
  'zul cmn'
).split(' ');

const shortNames = locales.filter((locale) => locale.length === 2);
const longNames = locales.filter((locale) => locale.length === 3);

/** The name in three letters, which is how settings keep a language. */
export function longLocale(locale: string): string {
  const place = shortNames.indexOf(locale);
  return longNames[place] ?? locale;
}

/** The languages as messages about query strings list them. */
export const sortedLocales: readonly string[] = [
  ...shortNames.toSorted(compareAscii),
  ...longNames.toSorted(compareAscii),
];

function compareAscii(left: string, right: string): number {
  return left < right ? -1 : 1;
}
