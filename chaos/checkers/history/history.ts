import { searchMark } from '../../../sim/trace/search-mark.ts';
import type { Operation, OperationId } from '../../../sim/trace/operation.ts';
import type { Exchange, RunRecord } from '../../../sim/trace/record.ts';
import { Placement } from '../placement.ts';
import { Claims } from './claims.ts';
import { coverageOf, isExcused } from './coverage.ts';
import { expect, type Expectation } from './expectation.ts';
import { IndexHistory } from './index-history.ts';
import { type NodeRequest, readNodeRequests } from './node-request.ts';
import { Pauses } from './pauses.ts';
import { type Shown, shownBy } from './shown.ts';
import { StoredDocuments } from './stored-documents.ts';
import { TaskKnowledge } from './task-knowledge.ts';
import { UnnoticedLosses } from './unnoticed-losses.ts';
import { collectWrites, type Write } from './write.ts';

/** A search that a node was asked for, on behalf of the operation `mark`. */
export interface NodeSearch {
  readonly exchange: Exchange;
  readonly mark: OperationId;
  /** The shards that its filter leaves; null: all that the node holds. */
  readonly shards: readonly number[] | null;
}

/** What checkers know of a run, each part derived once. */
export class History {
  readonly placement: Placement;
  readonly claims: Claims;
  readonly tasks: TaskKnowledge;
  /** In the order in which they ended. */
  readonly writes: readonly Write[];
  /** What clients were shown, in the order in which they saw it. */
  readonly shown: readonly Shown[];
  readonly stored: StoredDocuments;
  readonly losses: UnnoticedLosses;
  readonly pauses: Pauses;
  readonly #record: RunRecord;
  readonly #indexes: ReadonlyMap<string, IndexHistory>;
  readonly #shownBy: ReadonlyMap<Operation, Shown>;
  readonly #expectations = new Map<Operation, Expectation | null>();
  #requests: readonly NodeRequest[] | undefined;
  #searches: ReadonlyMap<string, readonly NodeSearch[]> | undefined;

  constructor(record: RunRecord) {
    this.#record = record;
    this.placement = new Placement(record);
    this.claims = new Claims(record.claims);
    this.tasks = new TaskKnowledge(record.operations, record.audit);
    this.writes = collectWrites(record.operations, this.tasks);
    this.shown = record.operations.flatMap((operation) => shownBy(operation) ?? []);
    this.#shownBy = new Map(this.shown.map((shown) => [shown.operation, shown]));
    this.stored = new StoredDocuments(record, this.placement);
    this.pauses = new Pauses(record.faults);
    this.losses = new UnnoticedLosses(record.faults, this.placement);
    this.#indexes = this.#group();
  }

  /** The indexes that a write named, in the order of the first that ended. */
  get indexes(): readonly IndexHistory[] {
    return [...this.#indexes.values()];
  }

  /** What was done to an index, which may be nothing. */
  index(uid: string): IndexHistory {
    return this.#indexes.get(uid) ?? new IndexHistory(uid, [], this.placement);
  }

  /** What proxies asked of nodes, in the order in which it was sent. */
  get requests(): readonly NodeRequest[] {
    this.#requests ??= readNodeRequests(this.#record.exchanges);
    return this.#requests;
  }

  /** What nodes were asked for a search of a client, known by the mark that it carries. */
  searchesOf(operation: Operation): readonly NodeSearch[] {
    this.#searches ??= Map.groupBy(this.requests.flatMap(searchIn), ({ mark }) => mark);
    const { proxy, invokedAt, endedAt } = operation;
    const marked = this.#searches.get(searchMark(operation)) ?? [];
    // The pages of a series carry the same mark, and are asked one after another.
    return marked.filter(({ exchange }) => {
      const { sentAt } = exchange;
      return exchange.proxy === proxy && sentAt >= invokedAt && sentAt <= endedAt;
    });
  }

  /** What an operation showed; undefined if it showed nothing. */
  shownBy(operation: Operation): Shown | undefined {
    return this.#shownBy.get(operation);
  }

  /**
   * Whether an answer is bound to be right about a shard: it does not name it, it was never lost, and
   * no node that it may be from had just lost it.
   */
  isPromised(operation: Operation, index: string, shard: number): boolean {
    if (isExcused(coverageOf(operation), shard)) return false;
    if (this.stored.isUnrecoverable(index, shard)) return false;
    return !this.losses.touches(operation, index, shard);
  }

  /** What a read must and may show; null if that cannot be told. */
  expectation({ operation, index }: Shown): Expectation | null {
    const known = this.#expectations.get(operation);
    if (known !== undefined) return known;
    const expectation = expect(this.index(index), operation, (shard) =>
      this.isPromised(operation, index, shard),
    );
    this.#expectations.set(operation, expectation);
    return expectation;
  }

  #group(): ReadonlyMap<string, IndexHistory> {
    const writes = Map.groupBy(this.writes, ({ intent }) => intent.index);
    return new Map(
      [...writes].map(([uid, own]) => [uid, new IndexHistory(uid, own, this.placement)]),
    );
  }
}

function searchIn({ exchange, action }: NodeRequest): NodeSearch[] {
  if (action.kind !== 'search' || action.mark === null) return [];
  return [{ exchange, mark: action.mark, shards: action.shards }];
}
