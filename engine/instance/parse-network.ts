import { inSnakeCase, membersOf, readMembersOf, textOrNull } from '../keys/key-body.ts';
import { type PlacedValue, unknownName } from '../keys/key-faults.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import type { NetworkChange, RemoteChange } from './network-change.ts';
import { booleanOrNull } from './boolean-value.ts';

const fields = ['remotes', 'self', 'sharding'];
const remoteFields = ['url', 'searchApiKey', 'writeApiKey'];

/** Reads the body of `PATCH /network`; the first fault in it counts. Throws Meilisearch's error. */
export function parseNetworkChange(request: RoutedRequest): NetworkChange {
  const change: { -readonly [Name in keyof NetworkChange]: NetworkChange[Name] } = {};
  for (const [field, value] of readMembersOf(request, codeOf)) {
    if (field === 'remotes') change.remotes = remotesOf(value);
    else if (field === 'self') change.self = textOrNull(value);
    else if (field === 'sharding') change.sharding = booleanOrNull(value) ?? false;
    else throw unknownName('field', field, fields);
  }
  return change;
}

function codeOf(name: string): string {
  return fields.includes(name) ? `invalid_network_${name}` : 'bad_request';
}

function remotesOf(value: PlacedValue): ReadonlyMap<string, RemoteChange | null> | null {
  if (isNull(value)) return null;
  const remotes = membersOf(value, () => 'invalid_network_remotes');
  return new Map(
    Array.from(remotes, ([name, remote]) => [name, isNull(remote) ? null : remoteOf(remote)]),
  );
}

function remoteOf(value: PlacedValue): RemoteChange {
  const change: { -readonly [Name in keyof RemoteChange]: RemoteChange[Name] } = {};
  for (const [field, member] of membersOf(value, codeOfRemote)) {
    if (field === 'url') change.url = textOrNull(member);
    else if (field === 'searchApiKey') change.searchApiKey = textOrNull(member);
    else if (field === 'writeApiKey') change.writeApiKey = textOrNull(member);
    else throw unknownName('field', field, remoteFields, value);
  }
  return change;
}

function codeOfRemote(name: string): string {
  return `invalid_network_${inSnakeCase(name)}`;
}

function isNull({ text, span }: PlacedValue): boolean {
  return text.slice(span.start, span.end) === 'null';
}
