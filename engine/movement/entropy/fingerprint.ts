import { digest } from '../../placement/xxh64.ts';
import { contentOf } from './document-content.ts';
import { bucketCount, bucketOf, digestText } from './text-hash.ts';

/** Is told of every document of a replica, once each; `restart`: all over again. */
export interface DocumentVisitor {
  restart(): void;
  visit(id: string, text: string): void;
}

/**
 * The documents of a replica as 256 sums of hashes, each over the documents of a bucket, so that the
 * order in which they come does not matter. The halves of hashes are summed apart, modulo 2^32 each.
 */
export class Fingerprint implements DocumentVisitor {
  /** Low half, high half. */
  readonly #sums = new Int32Array(2 * bucketCount);
  #documents = 0;

  get documents(): number {
    return this.#documents;
  }

  restart(): void {
    this.#sums.fill(0);
    this.#documents = 0;
  }

  visit(id: string, text: string): void {
    const at = 2 * bucketOf(id);
    digestText(contentOf(text));
    this.#sums[at] = (this.#sums[at] ?? 0) + (digest[0] ?? 0);
    this.#sums[at + 1] = (this.#sums[at + 1] ?? 0) + (digest[1] ?? 0);
    this.#documents += 1;
  }

  /** Whether a bucket of both has the same documents; false for certain only if it answers false. */
  agrees(other: Fingerprint, bucket: number): boolean {
    const at = 2 * bucket;
    return this.#sums[at] === other.#sums[at] && this.#sums[at + 1] === other.#sums[at + 1];
  }
}

/** The buckets that are not the same in all of `fingerprints`. */
export function differingBuckets(fingerprints: readonly Fingerprint[]): ReadonlySet<number> {
  const differing = new Set<number>();
  const [first, ...others] = fingerprints;
  if (first === undefined) return differing;
  for (let bucket = 0; bucket < bucketCount; bucket += 1) {
    // Sameness is transitive: who agrees with the first agrees with everybody who does.
    if (others.some((other) => !other.agrees(first, bucket))) differing.add(bucket);
  }
  return differing;
}

/** The documents of a replica in some buckets, by id, each as 53 bits of the hash of its content. */
export class DocumentHashes implements DocumentVisitor {
  readonly #buckets: ReadonlySet<number>;
  readonly #hashes = new Map<string, number>();

  constructor(buckets: ReadonlySet<number>) {
    this.#buckets = buckets;
  }

  restart(): void {
    this.#hashes.clear();
  }

  visit(id: string, text: string): void {
    if (!this.#buckets.has(bucketOf(id))) return;
    digestText(contentOf(text));
    const [low = 0, high = 0] = digest;
    this.#hashes.set(id, (high >>> 11) * 0x1_0000_0000 + (low >>> 0));
  }

  ids(): Iterable<string> {
    return this.#hashes.keys();
  }

  /** Undefined for a document that is not there. */
  hashOf(id: string): number | undefined {
    return this.#hashes.get(id);
  }
}

/** The ids of documents that are not the same in all of `replicas`. */
export function differingIds(replicas: readonly DocumentHashes[]): readonly string[] {
  const ids = new Set(replicas.flatMap((replica) => [...replica.ids()]));
  return [...ids].filter((id) => new Set(replicas.map((one) => one.hashOf(id))).size > 1);
}
