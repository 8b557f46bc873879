import xxhash from 'xxhash-wasm';
import type { NodeRecord } from '../../engine/cluster/topology.ts';
import { shardForKey } from '../../engine/placement/hash.ts';
import { newPlacement } from '../../engine/placement/placement.ts';
import { ShardMap } from '../../engine/placement/shard-map.ts';

interface Case {
  readonly name: string;
  /** Builds the input; the returned function does the work once and returns a checksum. */
  readonly prepare: (size: 'tiny' | 'full') => () => number;
}

const shards = 64;
const keyCounts = { tiny: 100, full: 10_000 } as const;
const idBytesMax = 64;

const hasher = await xxhash();

/** Document ids to the nodes that a write of each is due to: 64 shards, 3 nodes, RF 2; ≤ 1 ms. */
export const cases: readonly Case[] = [
  { name: 'route-10k-documents', prepare: prepareWith(shortKey, () => shardForKey) },
  { name: 'route-10k-documents-xxhash-wasm', prepare: prepareWith(shortKey, wasmShardForKey) },
  { name: 'route-10k-documents-uuids', prepare: prepareWith(uuidLike, () => shardForKey) },
  {
    name: 'route-10k-documents-uuids-xxhash-wasm',
    prepare: prepareWith(uuidLike, wasmShardForKey),
  },
];

type ShardForKey = (key: string, shards: number) => number;

function prepareWith(
  key: (number: number) => string,
  makeHash: () => ShardForKey,
): Case['prepare'] {
  return (size) => {
    const hash = makeHash();
    const shardMap = new ShardMap(newPlacement(threeNodes(), shards).shards);
    const keys = asParsed(Array.from({ length: keyCounts[size] }, (_, number) => key(number)));
    return () => {
      let checksum = 0;
      for (const each of keys) {
        const shard = hash(each, shards);
        checksum = (checksum * 31 + shard + shardMap.replicaNodes(shard).length) | 0;
      }
      return checksum;
    };
  };
}

function wasmShardForKey(): ShardForKey {
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(idBytesMax + 1);
  return (key, count) => {
    const { written } = encoder.encodeInto(key, buffer);
    buffer[written] = 0xff;
    return Number(hasher.h64Raw(buffer.subarray(0, written + 1)) % BigInt(count));
  };
}

function threeNodes() {
  const nodes = ['meili-0', 'meili-1', 'meili-2'].map(
    (id): NodeRecord => ({
      id,
      address: `http://${id}:7700`,
      replicaGroup: 0,
      state: 'active',
    }),
  );
  return { replicaGroups: 1, replicationFactor: 2, shards, nodes };
}

/** Keys like those of the published vectors: `user:123`, `order:99999`, `product:abc`, `sku_123`. */
function shortKey(number: number): string {
  const kinds = [`user:${number}`, `order:${99_999 - number}`, `product:${number.toString(36)}`];
  return kinds[number % 4] ?? `sku_${number}`;
}

function uuidLike(number: number): string {
  const digits = [1, 2, 3, 4]
    .map((part) => Math.imul(number + part, 0x9e3779b1) >>> 0)
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, index) => digits.slice(cuts[index], end))
    .join('-');
}

/** The keys as they come out of a payload: flat strings, not the ropes that templates leave. */
function asParsed(keys: readonly string[]): readonly string[] {
  return keys.map((key) => String(JSON.parse(JSON.stringify(key))));
}
