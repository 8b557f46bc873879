import { decodeString, forEachElement, forEachMember, type Span } from '../base/json/scan.ts';
import { invalidRequest } from '../protocol/api-error.ts';
import { exactJsonBody } from '../protocol/json-content-type.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { type PlacedValue, wrongType } from './key-faults.ts';
import { checkSyntax, TypeFault } from './typed-json.ts';

/**
 * The members of the body of a key. Throws in Meilisearch's words: what is asked of keys is shown to
 * no node.
 */
export function readKeyBody(request: RoutedRequest): ReadonlyMap<string, PlacedValue> {
  return readMembersOf(request, (name) => `invalid_api_key_${inSnakeCase(name)}`);
}

/**
 * The members of a body that must be one object; of a repeated one the last counts. `codeOf` answers
 * the code of an error about a member. Throws in Meilisearch's words.
 */
export function readMembersOf(
  request: RoutedRequest,
  codeOf: (name: string) => string,
): ReadonlyMap<string, PlacedValue> {
  const text = exactJsonBody(request);
  if (text === '') throw invalidRequest('missing_payload', 'A json payload is missing.');
  const span = wholeOf(text);
  return membersOf({ text, span, place: '', code: 'bad_request' }, codeOf);
}

/** The same of an object inside a body. */
export function membersOf(
  object: PlacedValue,
  codeOf: (name: string) => string,
): ReadonlyMap<string, PlacedValue> {
  const { text, span, place } = object;
  if (text[span.start] !== '{') throw wrongType(object, 'an object');
  const members = new Map<string, PlacedValue>();
  forEachMember(text, span.start, (name, _nameStart, start, end) => {
    members.set(name, {
      text,
      span: { start, end },
      place: `${place}.${name}`,
      code: codeOf(name),
    });
  });
  return members;
}

export function inSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, '_$&').toLowerCase();
}

/** The text of a value; throws unless it is a string, or null where that is accepted. */
export function textOf(value: PlacedValue): string {
  const { text, span } = value;
  if (text[span.start] !== '"') throw wrongType(value, 'a string');
  return decodeString(text, span.start, span.end);
}

export function textOrNull(value: PlacedValue): string | null {
  const { text, span } = value;
  return text.slice(span.start, span.end) === 'null' ? null : textOf(value);
}

/** What `read` makes of the elements of a list, in their order; throws unless it is one. */
export function listOf<Item>(value: PlacedValue, read: (element: PlacedValue) => Item): Item[] {
  const { text, span, place, code } = value;
  if (text[span.start] !== '[') throw wrongType(value, 'an array');
  const items: Item[] = [];
  forEachElement(text, span.start, (start, end) => {
    items.push(read({ text, span: { start, end }, place: `${place}[${items.length}]`, code }));
  });
  return items;
}

function wholeOf(text: string): Span {
  try {
    return checkSyntax(text);
  } catch (error) {
    if (!(error instanceof TypeFault)) throw error;
    throw invalidRequest(
      'malformed_payload',
      `The json payload provided is malformed. \`${error.message}\`.`,
    );
  }
}
