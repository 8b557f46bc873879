import { decodeString, forEachElement, forEachMember } from '../../engine/base/json/scan.ts';
import { cropText } from './crop.ts';
import { isInside, isNamed } from './filterable-attributes.ts';
import type { RankingQuery } from './ranking/ranking.ts';
import type { SearchQuery } from './search-query.ts';
import type { StoredDocument } from './stored-document.ts';
import type { StoredIndex } from './stored-index.ts';
import { locateMatches } from './text-span.ts';

/** How the values of one attribute are to be shown. */
interface Format {
  readonly isHighlighted: boolean;
  /** In words; null: whole. */
  readonly cropLength: number | null;
}

/** What `_formatted` of every hit of a search depends on. */
export interface Formatting {
  readonly index: StoredIndex;
  readonly query: SearchQuery;
  readonly ranking: RankingQuery;
  /** By attribute; those that are only shown have a plain format. */
  readonly formats: ReadonlyMap<string, Format>;
}

/** Prepares `_formatted`; undefined if nothing is to be highlighted or cropped. */
export function planFormatting(
  index: StoredIndex,
  query: SearchQuery,
  ranking: RankingQuery,
): Formatting | undefined {
  const { displayed } = index.config;
  const canShow = (name: string): boolean =>
    displayed.includes('*') ? index.knowsField(name) : displayed.includes(name);
  const everything = displayed.includes('*') ? [...index.fields()] : displayed;
  const formats = new Map<string, Format>();
  const mark = (name: string, format: Format): void => {
    const names = name === '*' ? everything : [name];
    for (const shown of names) {
      if (canShow(shown)) formats.set(shown, merge(formats.get(shown), format));
    }
  };
  for (const name of query.attributesToHighlight ?? []) {
    mark(name, { isHighlighted: true, cropLength: null });
  }
  for (const name of query.attributesToCrop ?? []) mark(...cropOf(name, query.cropLength));
  if (formats.size === 0) return undefined;
  const plain = { isHighlighted: false, cropLength: null };
  for (const name of query.attributesToRetrieve ?? everything) mark(name, plain);
  return { index, query, ranking, formats };
}

/** The text of `_formatted`; undefined if the document has none of the attributes. */
export function formatDocument(
  formatting: Formatting,
  document: StoredDocument,
): string | undefined {
  const members: string[] = [];
  for (const [name, value] of document.members) {
    const formatted = formatValue(formatting, name, value);
    if (formatted !== undefined) members.push(`${JSON.stringify(name)}:${formatted}`);
  }
  return members.length === 0 ? undefined : `{${members.join(',')}}`;
}

function cropOf(name: string, usualLength: number): [string, Format] {
  const match = /^(.*):(\d+)$/s.exec(name);
  const [, attribute = name, length] = match ?? [];
  const cropLength = length === undefined ? usualLength : Number(length);
  return [attribute, { isHighlighted: false, cropLength }];
}

function merge(left: Format | undefined, right: Format): Format {
  if (left === undefined) return right;
  const cropLength =
    left.cropLength === null || right.cropLength === null
      ? (left.cropLength ?? right.cropLength)
      : Math.max(left.cropLength, right.cropLength);
  return { isHighlighted: left.isHighlighted || right.isHighlighted, cropLength };
}

/** Every rule about an attribute, about what is in it or around it, counts. */
function formatOf({ formats }: Formatting, path: string): Format | undefined {
  let found: Format | undefined;
  for (const [name, format] of formats) {
    if (name === path || isInside(path, name) || isInside(name, path)) found = merge(found, format);
  }
  return found;
}

/** Whether an attribute, or what is around it, is to be shown. */
function isNamedAround({ formats }: Formatting, path: string): boolean {
  return formats.keys().some((name) => isNamed(path, name));
}

function formatValue(formatting: Formatting, path: string, value: string): string | undefined {
  const format = formatOf(formatting, path);
  const first = value.charAt(0);
  const isScalar = first !== '{' && first !== '[';
  if (format === undefined || (isScalar && !isNamedAround(formatting, path))) return undefined;
  if (first === '{') return formatObject(formatting, path, value);
  if (first === '[') return formatList(formatting, path, value);
  if (first === '"') return formatText(formatting, format, decodeString(value, 0, value.length));
  return /[\d-]/.test(first) ? formatText(formatting, format, value) : value;
}

function formatObject(formatting: Formatting, path: string, value: string): string {
  const members: string[] = [];
  forEachMember(value, 0, (name, _nameStart, start, end) => {
    const inner = formatValue(formatting, `${path}.${name}`, value.slice(start, end));
    if (inner !== undefined) members.push(`${JSON.stringify(name)}:${inner}`);
  });
  return `{${members.join(',')}}`;
}

function formatList(formatting: Formatting, path: string, value: string): string {
  const elements: string[] = [];
  forEachElement(value, 0, (start, end) => {
    const inner = formatValue(formatting, path, value.slice(start, end));
    if (inner !== undefined) elements.push(inner);
  });
  return `[${elements.join(',')}]`;
}

function formatText({ index, query, ranking }: Formatting, format: Format, text: string): string {
  const isPlain = !format.isHighlighted && format.cropLength === null;
  if (isPlain) return JSON.stringify(text);
  const matches = locateMatches(index, ranking, text);
  const window =
    format.cropLength === null || format.cropLength === 0
      ? { start: 0, end: text.length }
      : cropText(text, matches, format.cropLength);
  let shown = window.start > 0 ? query.cropMarker : '';
  let at = window.start;
  for (const { start, end } of format.isHighlighted ? matches : []) {
    if (start < window.start || end > window.end) continue;
    shown += text.slice(at, start) + query.highlightPreTag + text.slice(start, end);
    shown += query.highlightPostTag;
    at = end;
  }
  shown += text.slice(at, window.end) + (window.end < text.length ? query.cropMarker : '');
  return JSON.stringify(shown);
}
