import xxhash from 'xxhash-wasm';

const hasher = await xxhash();
const encoder = new TextEncoder();
/** What ends a hashed text, so that no text is the beginning of another. */
const terminator = 0xff;

/** The shard of a document: XXH64 (seed 0) of its id's UTF-8 bytes and 0xFF, modulo the shards. */
export function shardFor(id: string, shards: number): number {
  return Number(hasher.h64Raw(terminated(encoder.encode(id))) % BigInt(shards));
}

/** What replicas follow from: which nodes may hold shards, and how many of each group. */
export interface FleetMembers {
  readonly nodes: readonly { readonly id: string; readonly replicaGroup: number }[];
  readonly replicaGroups: number;
  readonly replicationFactor: number;
}

/**
 * The nodes that ought to hold a shard, by replica group: in each those with the highest XXH64 of the
 * shard (four bytes, lowest first), the node's id and 0xFF (rendezvous hashing, Thaler and
 * Ravishankar 1998); equal scores go by node id.
 */
export function wantedReplicas(
  { nodes, replicaGroups, replicationFactor }: FleetMembers,
  shard: number,
): readonly (readonly string[])[] {
  return Array.from({ length: replicaGroups }, (_, group) => {
    const own = nodes.filter((node) => node.replicaGroup === group).map(({ id }) => id);
    return rank(shard, own).slice(0, replicationFactor);
  });
}

/** Nodes by how strongly `shard` is drawn to them, strongest first. */
function rank(shard: number, nodes: readonly string[]): string[] {
  return nodes
    .map((node) => ({ node, score: scoreOf(shard, node) }))
    .toSorted((left, right) => {
      if (left.score !== right.score) return left.score > right.score ? -1 : 1;
      return left.node < right.node ? -1 : 1;
    })
    .map(({ node }) => node);
}

/** How strongly `shard` is drawn to `node`. */
export function scoreOf(shard: number, node: string): bigint {
  const name = encoder.encode(node);
  const bytes = new Uint8Array(4 + name.length);
  new DataView(bytes.buffer).setUint32(0, shard, true);
  bytes.set(name, 4);
  return hasher.h64Raw(terminated(bytes));
}

function terminated(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 1);
  whole.set(bytes);
  whole[bytes.length] = terminator;
  return whole;
}
