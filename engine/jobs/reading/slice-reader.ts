import type { EngineContext } from '../../context.ts';
import { type Filter, narrowFilter } from '../../documents/filter.ts';
import { readDocumentList, type StoredDocument } from '../../documents/stored-document.ts';
import { callNode, NodeRefusal } from '../../gather/call.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { limits } from '../../limits.ts';
import { markers, shardFilter } from '../../protocol/markers.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import { ReadingFailure } from './reading-failure.ts';

/** The documents that one node is read for. */
export interface Slice {
  readonly indexUid: string;
  readonly node: NodeId;
  readonly shards: readonly ShardId[];
  /** The client's own; null: all documents. */
  readonly filter: Filter | null;
  /** Whether documents come with their vectors. */
  readonly hasVectors: boolean;
}

/**
 * Reads a slice page by page in the order of first insertion, while nothing is written to it. A page is
 * as large as is good for the memory of whoever reads.
 */
export class SliceReader {
  readonly #context: EngineContext;
  readonly #slice: Slice;
  #page: readonly StoredDocument[] = [];
  #next = 0;
  /** How many documents have been read, and the last one's place in the order. */
  #count = 0;
  #last = '';
  #size: number = limits.jobPageDocuments;
  #isAtEnd = false;

  constructor(context: EngineContext, slice: Slice) {
    this.#context = context;
    this.#slice = slice;
  }

  /** The next document; undefined if another page has to be read first, or at the end. */
  get head(): StoredDocument | undefined {
    return this.#page[this.#next];
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd && this.head === undefined;
  }

  /** Leaves the head behind. */
  advance(): void {
    this.#next += 1;
  }

  /**
   * Reads the next page if the last one is used up. Throws {@link ReadingFailure} if the node does not
   * answer, and {@link NodeRefusal} if it calls the client's filter wrong.
   */
  async refill(): Promise<void> {
    if (this.head !== undefined || this.#isAtEnd) return;
    const body = await this.#fetch();
    const { documents, total } = this.#read(body);
    // Meilisearch v1.21 begins a sorted list one document before its offset, unless that is 0.
    const first = documents.findIndex(({ sequence }) => sequence > this.#last);
    const fresh = first === -1 ? [] : documents.slice(first);
    this.#page = fresh;
    this.#next = 0;
    this.#count += fresh.length;
    this.#last = fresh.at(-1)?.sequence ?? this.#last;
    this.#isAtEnd = documents.length < this.#size;
    const isComplete = this.#isAtEnd ? this.#count === total : fresh.length > 0;
    if (!isComplete) throw new ReadingFailure(`\`${this.#slice.node}\` changed meanwhile`, true);
    this.#adaptSize(body.length);
  }

  async #fetch(): Promise<string> {
    const { indexUid, node } = this.#slice;
    const path = `${indexPath(indexUid)}/documents/fetch`;
    let isSorted = true;
    for (;;) {
      const body = this.#query(isSorted);
      const request = { method: 'POST', path, body } as const;
      const answer = await callNode(this.#context, node, request, 'job-read', limits.jobPageMsMax);
      if (answer.kind === 'answer') return answer.body;
      if (answer.kind === 'refusal') {
        const isEmpty = answer.body.includes(sequenceUnknown);
        if (!isEmpty || !isSorted) throw new NodeRefusal(answer.status, answer.body);
        isSorted = false;
      } else if (answer.reason === 'garbage' && this.#size > sizeMin) {
        // The page may be too large for one answer.
        this.#size = Math.max(sizeMin, Math.ceil(this.#size / 10));
      } else {
        throw new ReadingFailure(`\`${node}\` did not answer (${answer.reason})`);
      }
    }
  }

  #query(isSorted: boolean): string {
    const { filter, shards, hasVectors } = this.#slice;
    const query = JSON.stringify({
      offset: this.#count,
      limit: this.#size,
      ...(hasVectors ? { retrieveVectors: true } : {}),
      ...(isSorted ? { sort: [`${markers.sequence}:asc`] } : {}),
    });
    return `{"filter":${narrowFilter(filter, shardFilter(shards))},${query.slice(1)}`;
  }

  #read(body: string): ReturnType<typeof readDocumentList> {
    try {
      return readDocumentList(body);
    } catch {
      throw new ReadingFailure(`\`${this.#slice.node}\` answered with something else`);
    }
  }

  #adaptSize(characters: number): void {
    if (characters > limits.jobPageCharacters) this.#size = Math.max(sizeMin, this.#size >> 1);
    else if (characters < limits.jobPageCharacters / 4) {
      this.#size = Math.min(limits.jobPageDocuments, this.#size * 2);
    }
  }
}

/** Of two documents, one at least has not been read before. */
const sizeMin = 2;

/** A node that has no document of the index yet does not know the field and cannot sort by it. */
const sequenceUnknown = `Attribute \`${markers.sequence}\` is not sortable`;
