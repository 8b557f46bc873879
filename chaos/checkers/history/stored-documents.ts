import type { Micros } from '../../../sim/trace/operation.ts';
import type { NodeAudit, RunRecord } from '../../../sim/trace/record.ts';
import type { Placement } from '../placement.ts';
import { isRecord, parseJson } from './json-value.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A document as a node stores it in the end, its markers left out. */
export interface StoredDocument {
  readonly node: string;
  readonly index: string;
  readonly id: string;
  readonly fields: Fields;
}

/** What the nodes store in the end. */
export class StoredDocuments {
  readonly all: readonly StoredDocument[];
  readonly #byPlace = new Map<string, StoredDocument>();
  readonly #indexes = new Set<string>();
  readonly #declared = new Set<string>();
  /** When a node first lost what it had stored. */
  readonly #lostAt = new Map<string, Micros>();
  readonly #placement: Placement;

  constructor(record: RunRecord, placement: Placement) {
    this.#placement = placement;
    this.all = (record.audit?.nodes ?? []).flatMap(documentsOf);
    for (const document of this.all) {
      this.#byPlace.set(placeOf(document.node, document.index, document.id), document);
    }
    for (const { node, indexes } of record.audit?.nodes ?? []) {
      for (const { uid } of indexes) this.#indexes.add(`${node} ${uid}`);
    }
    for (const { indexUid, shard, node } of record.audit?.ledger ?? []) {
      this.#declared.add(placeOf(node, indexUid, shard));
    }
    for (const { kind, target, at } of record.faults) {
      const isLoss = kind === 'wipe' || kind === 'restore';
      if (isLoss && !this.#lostAt.has(target)) this.#lostAt.set(target, at);
    }
  }

  /** The document on a node; undefined if the node does not have it. */
  get(node: string, index: string, id: string): StoredDocument | undefined {
    return this.#byPlace.get(placeOf(node, index, id));
  }

  hasIndex(node: string, index: string): boolean {
    return this.#indexes.has(`${node} ${index}`);
  }

  /** Whether Miroir says that a replica may lack writes. */
  isDeclared(node: string, index: string, shard: number): boolean {
    return this.#declared.has(placeOf(node, index, shard));
  }

  /** Whether at some time every replica of a shard was on a node that had lost what it had stored. */
  isUnrecoverable(index: string, shard: number): boolean {
    if (this.#lostAt.size === 0) return false;
    return this.#placement.versions(index).some((version) => {
      const nodes = version.replicas(shard).flat();
      return nodes.every((node) => (this.#lostAt.get(node) ?? Infinity) < version.until);
    });
  }
}

function placeOf(node: string, index: string, which: string | number): string {
  return `${node} ${index} ${which}`;
}

function documentsOf({ node, indexes }: NodeAudit): StoredDocument[] {
  return indexes.flatMap(({ uid, documents }) =>
    documents.map(({ id, text }) => {
      return { node, index: uid, id, fields: withoutMarkers(parseJson(text)) };
    }),
  );
}

function withoutMarkers(value: unknown): Fields {
  if (!isRecord(value)) return {};
  const fields: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    if (!name.startsWith('_miroir_')) fields[name] = member;
  }
  return fields;
}
