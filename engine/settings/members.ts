import { forEachElement, forEachMember, skipSpace } from '../base/json/scan.ts';

/** The members of a JSON object in order: exact JSON text by name. */
export type Members = ReadonlyMap<string, string>;

/** Reads the object in `text`, the last of duplicate members in the place of the first. Throws if it is none. */
export function readMembers(text: string): Map<string, string> {
  const members = new Map<string, string>();
  forEachMember(text, skipSpace(text, 0), (name, _nameStart, start, end) => {
    members.set(name, text.slice(start, end));
  });
  return members;
}

/** Writes an object without white space between its members. */
export function writeMembers(members: Iterable<readonly [string, string]>): string {
  return `{${Array.from(members, ([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** Reads the array in `text` as the exact text of its elements. Throws if it is none. */
export function readElements(text: string): string[] {
  const elements: string[] = [];
  forEachElement(text, skipSpace(text, 0), (start, end) => elements.push(text.slice(start, end)));
  return elements;
}

/** Writes an array without white space between its elements. */
export function writeElements(elements: readonly string[]): string {
  return `[${elements.join(',')}]`;
}
