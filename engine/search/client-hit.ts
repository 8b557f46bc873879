import { forEachElement, forEachMember } from '../base/json/scan.ts';
import { markerNames } from '../protocol/markers.ts';
import type { HitProjection, Shown } from './projection.ts';
import { isRecord } from '../base/json/record.ts';

const hidden: ReadonlySet<string> = new Set(markerNames);

/**
 * The exact text of a node's hit without what the client must not see: markers, attributes that only
 * the merge needed, and scores that nobody asked for. The order of members stays.
 */
export function clientHit(text: string, projection: HitProjection): string {
  const kept: string[] = [];
  forEachMember(text, 0, (name, nameStart, start, end) => {
    if (hidden.has(name)) return;
    const value = clientValue(name, text.slice(start, end), projection);
    if (value !== undefined) kept.push(text.slice(nameStart, start) + value);
  });
  return `{${kept.join(',')}}`;
}

/** What is left of a member of a hit; undefined if nothing is. */
function clientValue(name: string, value: string, projection: HitProjection): string | undefined {
  switch (name) {
    case '_formatted': {
      const formatted = selectMembers(value, projection.formatted, '');
      // Meilisearch leaves it out when it is empty.
      return formatted === '{}' ? undefined : formatted;
    }
    case '_matchesPosition':
      return namedMatches(value, projection.named);
    case '_rankingScore':
      return projection.showsScore ? value : undefined;
    case '_rankingScoreDetails':
      return projection.showsScoreDetails ? namedRules(value, projection.named) : undefined;
    case '_vectors':
    case '_geoDistance':
      return value;
    default:
      return selectValue(value, projection.document, name);
  }
}

/** The object with those members only whose path is shown, or leads to one that is. */
function selectMembers(text: string, shown: Shown, prefix: string): string {
  const kept: string[] = [];
  forEachMember(text, 0, (name, nameStart, start, end) => {
    if (hidden.has(name)) return;
    const value = selectValue(text.slice(start, end), shown, prefix + name);
    if (value !== undefined) kept.push(text.slice(nameStart, start) + value);
  });
  return `{${kept.join(',')}}`;
}

function selectValue(value: string, shown: Shown, path: string): string | undefined {
  if (shown === null || shown.has(path)) return value;
  if (![...shown].some((name) => name.startsWith(`${path}.`))) return undefined;
  if (value.startsWith('{')) return selectMembers(value, shown, `${path}.`);
  return value.startsWith('[') ? selectElements(value, shown, path) : undefined;
}

// An element of which nothing is shown leaves no trace.
function selectElements(list: string, shown: Shown, path: string): string {
  const kept: string[] = [];
  forEachElement(list, 0, (start, end) => {
    const element = selectValue(list.slice(start, end), shown, path);
    if (element !== undefined && element !== '{}') kept.push(element);
  });
  return `[${kept.join(',')}]`;
}

function namedMatches(matches: string, named: Shown): string {
  const kept: string[] = [];
  forEachMember(matches, 0, (path, nameStart, _start, end) => {
    if (hidden.has(path) || !isWithin(path, named)) return;
    kept.push(matches.slice(nameStart, end));
  });
  return `{${kept.join(',')}}`;
}

function isWithin(path: string, named: Shown): boolean {
  return named === null || [...named].some((name) => path === name || path.startsWith(`${name}.`));
}

// A rule on an attribute that is not displayed loses its name and its value.
function namedRules(details: string, named: Shown): string {
  const kept: string[] = [];
  forEachMember(details, 0, (rule, nameStart, start, end) => {
    const attribute = /^(?!_geoPoint\()(.*):(?:asc|desc)$/.exec(rule)?.[1];
    if (attribute !== undefined && hidden.has(attribute)) return;
    if (named === null || attribute === undefined || named.has(attribute)) {
      kept.push(details.slice(nameStart, end));
      return;
    }
    const detail: unknown = JSON.parse(details.slice(start, end));
    const order = isRecord(detail) ? String(detail['order']) : '0';
    kept.push(`"<hidden-rule-${order}>":{"order":${order},"value":"<hidden>"}`);
  });
  return `{${kept.join(',')}}`;
}
