import type { ShardId } from '../cluster/topology.ts';
import { shardForKey } from '../placement/hash.ts';
import { identifier, type IdentityFault } from './payload/primary-key.ts';
import type { PayloadDocuments } from './payload/read-payload.ts';

/** Documents of one request with what placement needs to know of them. */
export interface PlacedDocuments {
  /** Exact texts, in payload order. */
  readonly documents: readonly string[];
  /** The id of each document, and its shard. */
  readonly ids: readonly string[];
  readonly shards: readonly ShardId[];
  /** Where each id occurs first: fewer than documents when an id comes again. */
  readonly firstPlaces: ReadonlyMap<string, number>;
}

/** Documents with their places, or why the task of a single Meilisearch would fail. */
export type Placement = ({ readonly ok: true } & PlacedDocuments) | IdentityFault;

/**
 * Finds the id of every document under `primaryKey`, and by it the shard; or the fault of the first
 * document that has no id.
 */
export function placeDocuments(
  { documents, mayEscapeNames }: PayloadDocuments,
  primaryKey: string,
  index: { readonly shards: number },
): Placement {
  const identify = identifier(primaryKey, mayEscapeNames);
  const ids: string[] = [];
  const shards: ShardId[] = [];
  const firstPlaces = new Map<string, number>();
  for (const [place, document] of documents.entries()) {
    const identity = identify(document);
    if (!identity.ok) return identity;
    ids.push(identity.id);
    shards.push(shardForKey(identity.id, index.shards));
    if (!firstPlaces.has(identity.id)) firstPlaces.set(identity.id, place);
  }
  return { ok: true, documents, ids, shards, firstPlaces };
}
