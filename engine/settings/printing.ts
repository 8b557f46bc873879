import { printDouble, printValue } from '../base/json/print.ts';
import { skipSpace, skipValue } from '../base/json/scan.ts';
import { compareCodePoints } from '../base/order.ts';
import { readElements, readMembers, writeElements, writeMembers } from './members.ts';

/** Turns the JSON text of a value into the text that Meilisearch writes for it. */
export type Printer = (text: string) => string;

/** A value as it came, without white space. `null` stays null under every printer. */
export const plain: Printer = (text) => {
  const start = skipSpace(text, 0);
  return printValue(text, start, skipValue(text, start));
};

/** A number that Meilisearch keeps as a float: `1` becomes `1.0`. */
export const float: Printer = (text) => (text === 'null' ? text : printDouble(Number(text)));

/** Strings without order: sorted, each once. */
export const stringSet: Printer = (text) =>
  text === 'null' ? text : writeStrings([...new Set(strings(text))].toSorted(compareCodePoints));

/** An object of any names: sorted by name. */
export function sortedMap(value: Printer): Printer {
  return (text) =>
    text === 'null'
      ? text
      : writeMembers(
          [...readMembers(text)]
            .toSorted(([left], [right]) => compareCodePoints(left, right))
            .map(([name, member]) => [name, value(member)]),
        );
}

/** An object of known names: those that are present, in the order of `members`. */
export function record(members: Readonly<Record<string, Printer>>): Printer {
  return (text) => {
    if (text === 'null') return text;
    const present = readMembers(text);
    return writeMembers(
      Object.entries(members).flatMap(([name, value]): [string, string][] => {
        const member = present.get(name);
        return member === undefined ? [] : [[name, value(member)]];
      }),
    );
  };
}

/** An array, each element by `element`. */
export function list(element: Printer): Printer {
  return (text) => (text === 'null' ? text : writeElements(readElements(text).map(element)));
}

/** The strings of an array of strings. */
export function strings(text: string): string[] {
  return readElements(text).map((element) => String(JSON.parse(element)));
}

/** The text of an array of strings. */
export function writeStrings(values: readonly string[]): string {
  return JSON.stringify(values);
}
