import { normalizeFacet, numberOfText, truncateFacet } from './normalized-text.ts';

/** What a document holds under one attribute. */
export interface AttributeValues {
  /** Whether the attribute is there, whatever its value. */
  readonly exists: boolean;
  readonly isNull: boolean;
  /** Whether it is an empty string, array or object. */
  readonly isEmpty: boolean;
  readonly numbers: readonly number[];
  /** In the order of the document; equal ones once, under the label that came last. */
  readonly texts: readonly FacetText[];
}

/** A string that a filter can match: booleans are strings as well. */
export interface FacetText {
  /** What is compared. */
  readonly normalized: string;
  /** As the document has it: what is shown. */
  readonly label: string;
}

/** Collects what `fields` hold under `attribute`, through arrays and, at its dots, into objects. */
export function attributeValues(
  fields: Readonly<Record<string, unknown>>,
  attribute: string,
): AttributeValues {
  const found = new Collector();
  found.visitObject(fields, attribute);
  if (attribute === '_geo.lat' || attribute === '_geo.lng') found.readTextsAsNumbers();
  return found;
}

class Collector implements AttributeValues {
  exists = false;
  isNull = false;
  isEmpty = false;
  readonly numbers: number[] = [];
  readonly texts: FacetText[] = [];

  visitObject(fields: object, path: string): void {
    for (const [name, value] of Object.entries(fields)) {
      if (name === path) this.visitValue(value);
      else if (path.startsWith(name) && path.charAt(name.length) === '.') {
        this.#descend(value, path.slice(name.length + 1));
      }
    }
  }

  visitValue(value: unknown): void {
    this.exists = true;
    if (value === null) this.isNull = true;
    else if (value === '' || (typeof value === 'object' && Object.keys(value).length === 0)) {
      this.isEmpty = true;
    }
    this.#collect(value);
  }

  /** Coordinates may be written as strings. */
  readTextsAsNumbers(): void {
    for (const { label } of this.texts.splice(0)) {
      const number = numberOfText(label);
      if (number !== undefined) this.#addNumber(number);
    }
  }

  #descend(value: unknown, path: string): void {
    if (Array.isArray(value)) {
      for (const element of value) this.#descend(element, path);
    } else if (typeof value === 'object' && value !== null) {
      this.visitObject(value, path);
    }
  }

  #collect(value: unknown): void {
    if (typeof value === 'number') this.#addNumber(value);
    else if (typeof value === 'string') this.#addText(value);
    else if (typeof value === 'boolean') this.#addText(String(value));
    else if (Array.isArray(value)) {
      for (const element of value) this.#collect(element);
    }
  }

  #addNumber(value: number): void {
    if (!this.numbers.includes(value)) this.numbers.push(value);
  }

  #addText(label: string): void {
    const normalized = truncateFacet(normalizeFacet(label));
    // Nobody can filter by the empty string.
    if (normalized === '') return;
    const place = this.texts.findIndex((text) => text.normalized === normalized);
    this.texts[place === -1 ? this.texts.length : place] = { normalized, label };
  }
}
