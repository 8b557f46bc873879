/** A document of the small library that searches are compared on. */
export interface Book {
  readonly id: number;
  readonly title: string;
  readonly overview: string;
  readonly genres: readonly string[];
  readonly author: { readonly name: string; readonly born: number };
  readonly year: number;
  readonly rating: number;
  readonly isAvailable: boolean;
  readonly series: string | null;
  readonly _geo: { readonly lat: number; readonly lng: number } | null;
}

const nouns = ['river', 'mountain', 'captain', 'garden', 'winter', 'library', 'machine', 'island'];
const kinds = ['silent', 'golden', 'hidden', 'broken', 'distant', 'ancient'];
const deeds = ['discovers', 'remembers', 'crosses', 'protects', 'abandons'];
const genres = ['Adventure', 'comedy', 'Drama', 'Poetry', 'Science', 'Über', 'travel'];
const names = ['Ada Marsh', 'Björn Olsen', 'Chika Ito', 'Dora Weiß'];
const series = ['North', 'South', null, 'East', null];

/**
 * Books made of few words in many combinations: every node knows every word, so that ranking values
 * which depend on the words of a node are the same everywhere.
 */
export function books(count: number): Book[] {
  return Array.from({ length: count }, (_, index) => book(index + 1));
}

function book(id: number): Book {
  const one = pick(nouns, id);
  const other = pick(nouns, id * 3 + 1);
  const kind = pick(kinds, id * 5);
  const deed = pick(deeds, id * 7);
  return {
    id,
    title: `The ${kind} ${one}`,
    overview: `A ${pick(kinds, id + 2)} ${other} ${deed} the ${one} near the ${kind} ${pick(nouns, id + 5)}.`,
    genres: [pick(genres, id), pick(genres, id * 2 + 1)].slice(0, 1 + (id % 2)),
    author: { name: pick(names, id), born: 1900 + ((id * 13) % 80) },
    year: 1950 + ((id * 7) % 60),
    rating: ((id * 37) % 50) / 10,
    isAvailable: id % 3 !== 0,
    series: pick(series, id),
    _geo: id % 4 === 0 ? null : { lat: ((id * 11) % 120) - 60, lng: ((id * 29) % 300) - 150 },
  };
}

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}
