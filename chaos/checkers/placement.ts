import xxhash from 'xxhash-wasm';
import type { FleetShape } from '../../sim/trace/record.ts';

const hasher = await xxhash();
const encoder = new TextEncoder();
/** What ends a hashed text, so that no text is the beginning of another. */
const terminator = 0xff;

/**
 * Where documents belong, worked out without the engine: the shard of an id is XXH64 (seed 0) of its
 * UTF-8 bytes and 0xFF, modulo the shards; a shard is held in every group by the nodes with the
 * highest XXH64 of the shard (four bytes, lowest first), the node's id and 0xFF (rendezvous hashing,
 * Thaler and Ravishankar 1998); equal scores go by node id.
 */
export class Placement {
  readonly shards: number;
  readonly #owners: readonly (readonly (readonly string[])[])[];
  readonly #held = new Map<string, Set<number>>();
  readonly #shardOf = new Map<string, number>();

  constructor({ nodes, replicaGroups, replicationFactor, shards }: FleetShape) {
    this.shards = shards;
    const groups = Array.from({ length: replicaGroups }, (_, group) =>
      nodes.filter((node) => node.replicaGroup === group).map((node) => node.id),
    );
    this.#owners = Array.from({ length: shards }, (_, shard) =>
      groups.map((group) => rank(shard, group).slice(0, replicationFactor)),
    );
    for (const { id } of nodes) this.#held.set(id, new Set());
    for (const [shard, owners] of this.#owners.entries()) {
      for (const node of owners.flat()) this.#held.get(node)?.add(shard);
    }
  }

  /** The shard of a document; hashed once for each id. */
  shardOf(id: string): number {
    let shard = this.#shardOf.get(id);
    if (shard === undefined) {
      shard = Number(hasher.h64Raw(terminated(encoder.encode(id))) % BigInt(this.shards));
      this.#shardOf.set(id, shard);
    }
    return shard;
  }

  /** The nodes that hold a shard, by replica group. */
  owners(shard: number): readonly (readonly string[])[] {
    return this.#owners[shard] ?? [];
  }

  /** The shards that a node holds; none if the fleet has no such node. */
  held(node: string): ReadonlySet<number> {
    return this.#held.get(node) ?? nothing;
  }
}

const nothing: ReadonlySet<number> = new Set();

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
