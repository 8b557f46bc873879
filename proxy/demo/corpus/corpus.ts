/** Documents that people can picture, with the settings that make them searchable. */
export interface Corpus<Document extends CorpusDocument = CorpusDocument> {
  /** Also the uid of its index. */
  readonly name: CorpusName;
  readonly primaryKey: string;
  /** The body of `PATCH /indexes/{uid}/settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** How many documents the demonstration loads. */
  readonly demoCount: number;
  /** What to try on it: bodies of a search, and of one with a filter and facets. */
  readonly examples: { readonly search: object; readonly facets: object };
  /**
   * So many documents, spread evenly over the whole and the same at every call; all of them if
   * `count` is left out. Throws a `Refusal` if the package with the data is not installed.
   */
  documents(count?: number): readonly Document[];
}

export type CorpusName = 'wordnet' | 'cities';

/** A document with its primary key; the other fields depend on the corpus. */
export interface CorpusDocument {
  readonly id: string | number;
}

/** `count` of the items, at even distances from each other and in their order. */
export function evenSample<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (count >= items.length) return items;
  const step = (index: number) => Math.floor((index * count) / items.length);
  return items.filter((_, index) => step(index + 1) > step(index));
}
