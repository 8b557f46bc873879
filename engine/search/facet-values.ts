import { forEachMember } from '../base/json/scan.ts';
import { normalizeFacet } from './facet-text.ts';
import { isRecord } from '../base/json/record.ts';

/**
 * The values that a document (its JSON text) has as facets of `attribute`: numbers, and texts in the
 * form in which they are compared. The values of `a.b` are those of member `b` of `a`, of every
 * element if `a` is a list, and of a member that is called `a.b`.
 */
export function* facetValues(text: string, attribute: string): Generator<number | string> {
  const found: [unknown, string][] = [];
  forEachMember(text, 0, (name, _nameStart, start, end) => {
    const rest = restOfPath(attribute, name);
    if (rest !== undefined) found.push([JSON.parse(text.slice(start, end)), rest]);
  });
  for (const [value, rest] of found) yield* valuesAt(value, rest);
}

function* valuesAt(value: unknown, path: string): Generator<number | string> {
  if (Array.isArray(value)) {
    for (const element of value) yield* valuesAt(element, path);
  } else if (isRecord(value)) {
    for (const [name, member] of Object.entries(value)) {
      const rest = restOfPath(path, name);
      if (rest !== undefined) yield* valuesAt(member, rest);
    }
  } else if (path === '') {
    if (typeof value === 'number') yield value;
    else if (typeof value === 'boolean') yield String(value);
    else if (typeof value === 'string' && value !== '') yield normalizeFacet(value);
  }
}

/** What is left of a path after its first name; undefined if it starts with another name. */
function restOfPath(path: string, name: string): string | undefined {
  if (path === name) return '';
  return path.startsWith(`${name}.`) ? path.slice(name.length + 1) : undefined;
}
