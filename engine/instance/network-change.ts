import { compareCodePoints } from '../base/order.ts';
import { urlFault } from '../base/url-fault.ts';
import type { NetworkRecord, RemoteRecord } from '../ports/network-store.ts';
import { invalidRequest } from '../protocol/api-error.ts';

/** What a client asks to change about the network; absent: stays as it is. */
export interface NetworkChange {
  readonly self?: string | null;
  readonly sharding?: boolean;
  /** By name; null: it is to go. Null instead of them: all are. */
  readonly remotes?: ReadonlyMap<string, RemoteChange | null> | null;
}

/** Of a remote; a URL of null is asked for and refused. */
export interface RemoteChange {
  readonly url?: string | null;
  readonly searchApiKey?: string | null;
  readonly writeApiKey?: string | null;
}

/** The network after a change. Throws Meilisearch's error if that would be none. */
export function applyNetworkChange(
  network: NetworkRecord,
  change: NetworkChange,
): { readonly network: NetworkRecord; readonly sharding: boolean } {
  const self = change.self === undefined ? network.self : change.self;
  const sharding = change.sharding === true;
  if (sharding && self === null) {
    throw invalidRequest(
      'invalid_network_sharding',
      '`.sharding`: enabling the sharding requires `.self` to be set\n' +
        '  - Hint: Disable `sharding` or set `self` to a value.',
    );
  }
  return { network: { self, remotes: changedRemotes(network.remotes, change) }, sharding };
}

function changedRemotes(
  before: readonly RemoteRecord[],
  { remotes: changes = new Map() }: NetworkChange,
): readonly RemoteRecord[] {
  if (changes === null) return [];
  const remotes = new Map(before.map((remote) => [remote.name, remote]));
  // In the order of names, for the first fault counts.
  const inOrder = [...changes].toSorted(([left], [right]) => compareCodePoints(left, right));
  for (const [name, change] of inOrder) {
    if (change === null) remotes.delete(name);
    else remotes.set(name, changedRemote(name, remotes.get(name), change));
  }
  return [...remotes.values()].toSorted((left, right) => compareCodePoints(left.name, right.name));
}

function changedRemote(
  name: string,
  before: RemoteRecord | undefined,
  { url = before?.url, searchApiKey, writeApiKey }: RemoteChange,
): RemoteRecord {
  const place = `.remotes.${name}.url`;
  if (url === null && before !== undefined) {
    throw invalidRequest('invalid_network_url', `Field \`${place}\` cannot be set to \`null\``);
  }
  if (url === undefined || url === null) {
    throw invalidRequest('missing_network_url', `Missing field \`${place}\``);
  }
  const fault = urlFault(url);
  if (fault !== undefined) {
    throw invalidRequest('invalid_network_url', `Invalid \`${place}\` (\`${url}\`): ${fault}`);
  }
  return {
    name,
    url,
    searchApiKey: searchApiKey === undefined ? (before?.searchApiKey ?? null) : searchApiKey,
    writeApiKey: writeApiKey === undefined ? (before?.writeApiKey ?? null) : writeApiKey,
  };
}
