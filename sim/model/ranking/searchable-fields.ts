/** A field of the documents that is searched. */
export interface SearchableField {
  /** Small and dense; part of {@link placeOf}. */
  readonly id: number;
  readonly name: string;
  /** Its place in the list of searchable attributes; zero for all if every attribute is searched. */
  readonly weight: number;
  /** Whether typos do not find its words. */
  readonly isExact: boolean;
}

/** The searched fields of an index, known as documents bring them. */
export class SearchableFields {
  /** The greatest weight that a field can have. */
  readonly weightMax: number;
  readonly #listed: readonly string[] | undefined;
  readonly #exact: readonly string[];
  readonly #byName = new Map<string, SearchableField | undefined>();
  readonly #all: SearchableField[] = [];

  /** `searchable` and `exact` as the settings have them. */
  constructor(searchable: readonly string[], exact: readonly string[]) {
    this.#listed = searchable.includes('*') ? undefined : searchable;
    this.#exact = exact;
    this.weightMax = Math.max(0, (this.#listed?.length ?? 1) - 1);
    for (const name of this.#listed ?? []) this.find(name);
  }

  /** The field called `name` (`a.b` inside an object), or undefined if it is not searched. */
  find(name: string): SearchableField | undefined {
    if (this.#byName.has(name)) return this.#byName.get(name);
    const weight = this.#listed?.findIndex((listed) => covers(listed, name)) ?? defaultWeight(name);
    const field =
      weight < 0
        ? undefined
        : {
            id: this.#all.length,
            name,
            weight,
            isExact: this.#exact.some((exact) => covers(exact, name)),
          };
    this.#byName.set(name, field);
    if (field !== undefined) this.#all.push(field);
    return field;
  }

  /** All fields known so far, by id. */
  get all(): readonly SearchableField[] {
    return this.#all;
  }

  /** The ids of the fields that `attributesToSearchOn` names; undefined if they are all. */
  restrictedTo(names: readonly string[] | null): ReadonlySet<number> | undefined {
    if (names === null || names.includes('*')) return undefined;
    const ids = this.#all.filter((field) => names.some((name) => matches(name, field.name)));
    return new Set(ids.map((field) => field.id));
  }
}

/** Where a word stands, as one number: the field and the position in it. */
export function placeOf(fieldId: number, position: number): number {
  return fieldId * 0x1_0000 + position;
}

/** The field of a place. */
export function fieldOf(place: number): number {
  return place >>> 16;
}

/** The position of a place. */
export function positionOf(place: number): number {
  return place & 0xffff;
}

/** A position as Meilisearch keeps it: exact up to 15, then 24, then powers of two. */
export function coarsePosition(position: number): number {
  if (position < 16) return position;
  if (position < 24) return 24;
  return 2 ** Math.ceil(Math.log2(position));
}

/** Whether a setting that names `listed` is about the field `name`: itself, or inside of it. */
function covers(listed: string, name: string): boolean {
  return name === listed || (name.startsWith(listed) && name.charAt(listed.length) === '.');
}

/** Coordinates and vectors are not searched unless they are listed. */
function defaultWeight(name: string): number {
  return covers('_geo', name) || covers('_vectors', name) ? -1 : 0;
}

function matches(pattern: string, name: string): boolean {
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  return pattern === name;
}
