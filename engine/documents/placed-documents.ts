import type { ShardId } from '../cluster/topology.ts';
import { shardForKey } from '../placement/hash.ts';
import { ApiError } from '../protocol/api-error.ts';
import { undecodableReason } from './payload/decodable.ts';
import { identifier, type IdentityFault } from './payload/primary-key.ts';
import type { PayloadDocuments } from './payload/read-payload.ts';

/** Documents of one request with what placement needs to know of them. */
export interface PlacedDocuments {
  /** Exact texts, in payload order. */
  readonly documents: readonly string[];
  /** The id of each document, and its shard. */
  readonly ids: readonly string[];
  readonly shards: readonly ShardId[];
  /** The shard of each id: fewer than documents when an id comes again. */
  readonly shardOf: ReadonlyMap<string, ShardId>;
}

/** Documents with their places, or why the task of a single Meilisearch would fail. */
export type Placement = ({ readonly ok: true } & PlacedDocuments) | IdentityFault;

/**
 * Finds the id of every document under `primaryKey`, and by it the shard; or the fault of the first
 * document that has no id or that Meilisearch could not index.
 */
export function placeDocuments(
  { documents, doubtful }: PayloadDocuments,
  primaryKey: string,
  index: { readonly uid: string; readonly shards: number },
): Placement {
  const identify = identifier(primaryKey);
  const ids: string[] = [];
  const shards: ShardId[] = [];
  const shardOf = new Map<string, ShardId>();
  for (const [place, document] of documents.entries()) {
    const identity = identify(document);
    if (!identity.ok) return identity;
    const undecodable = doubtful.has(place) ? undecodableReason(document) : undefined;
    if (undecodable !== undefined)
      return { ok: false, error: notIndexable(index.uid, undecodable) };
    const shard = shardForKey(identity.id, index.shards);
    ids.push(identity.id);
    shards.push(shard);
    shardOf.set(identity.id, shard);
  }
  return { ok: true, documents, ids, shards, shardOf };
}

function notIndexable(indexUid: string, reason: string): ApiError {
  return new ApiError(500, 'internal', 'internal', `Index \`${indexUid}\`: internal: ${reason}.`);
}
