/** The network of instances that a client has described. */
export interface NetworkRecord {
  /** What this instance is called in it; null: it has no name. */
  readonly self: string | null;
  /** In the order of their names. */
  readonly remotes: readonly RemoteRecord[];
}

/** An instance in a network. */
export interface RemoteRecord {
  readonly name: string;
  readonly url: string;
  readonly searchApiKey: string | null;
  readonly writeApiKey: string | null;
}

/** The part of the store that knows the network. Proxies learn of it through `readShared`. */
export interface NetworkStore {
  /** False, and nothing changes, if the network is not `before` any more. */
  replaceNetwork(before: NetworkRecord, after: NetworkRecord): Promise<boolean>;
}

/** What the network is before anybody describes one. */
export const noNetwork: NetworkRecord = { self: null, remotes: [] };
