import { printValue } from '../../engine/base/json/print.ts';
import { forEachMember } from '../../engine/base/json/scan.ts';
import type { Members } from '../../engine/settings/members.ts';
import { type AttributeValues, attributeValues } from './attribute-values.ts';

/**
 * One version of a document. It never changes, so what is worked out of it is kept with it. Its
 * values are printed as Meilisearch prints them: decoded and written again, `1.10` as `1.1`.
 */
export class StoredDocument {
  readonly id: string;
  readonly members: Members;
  /** The members in the order of the index's fields. */
  readonly text: string;
  #fields: Readonly<Record<string, unknown>> | undefined;
  readonly #values = new Map<string, AttributeValues>();

  constructor(id: string, members: Members, text: string) {
    this.id = id;
    this.members = members;
    this.text = text;
  }

  /** The parsed document. */
  get fields(): Readonly<Record<string, unknown>> {
    this.#fields ??= parseFields(this.text);
    return this.#fields;
  }

  /** What filters, facets and sorts see of an attribute; a dot leads into objects. */
  values(attribute: string): AttributeValues {
    let values = this.#values.get(attribute);
    if (values === undefined) {
      values = attributeValues(this.fields, attribute);
      this.#values.set(attribute, values);
    }
    return values;
  }
}

/** The members of a document as they are stored, from its text in a payload. */
export function readDocument(text: string): Map<string, string> {
  const members = new Map<string, string>();
  forEachMember(text, 0, (name, _nameStart, start, end) => {
    members.set(name, printValue(text, start, end));
  });
  return members;
}

function parseFields(text: string): Readonly<Record<string, unknown>> {
  const fields: Readonly<Record<string, unknown>> = JSON.parse(text);
  return fields;
}
