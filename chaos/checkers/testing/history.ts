import type {
  ClientDocument,
  Intent,
  Micros,
  Operation,
  OperationOutcome,
  SearchIntent,
} from '../../../sim/trace/operation.ts';
import type {
  Audit,
  Exchange,
  FleetAudit,
  FleetShape,
  NodeAudit,
  RunRecord,
} from '../../../sim/trace/record.ts';
import type { Violation } from '../../../sim/trace/violation.ts';
import { checkRecord } from '../all-checkers.ts';
import { Placement } from '../placement.ts';

/** Three nodes in one group; every shard is on two of them, so that its quorum is both. */
export const testFleet: FleetShape = {
  proxies: ['p0', 'p1'],
  nodes: ['n0', 'n1', 'n2'].map((id) => ({ id, replicaGroup: 0 })),
  spares: ['n3'],
  replicaGroups: 1,
  replicationFactor: 2,
  shards: 4,
};

/** The same fleet as its operator wants it. */
export const testFleetAudit: FleetAudit = {
  nodes: testFleet.nodes.map((node) => ({ ...node, state: 'active' })),
  replicaGroups: 1,
  replicationFactor: 2,
  paused: false,
};

export const placement = new Placement({ fleet: testFleet, placements: [] });

/** When an operation was sent and when it ended; by default it takes ten microseconds, in turn. */
export interface When {
  readonly from?: Micros;
  readonly until?: Micros;
}

type Fields = Readonly<Record<string, unknown>>;

/** Writes down a run by hand, operation by operation; by default one after another on one proxy. */
export class TestRun {
  readonly operations: Operation[] = [];
  readonly exchanges: Exchange[] = [];
  now: Micros = 0;

  add(intent: Intent, outcome: OperationOutcome, when: When = {}): Operation {
    const invokedAt = when.from ?? this.now;
    const endedAt = when.until ?? invokedAt + 10;
    const id = `c0.${this.operations.length}`;
    const who = { client: 'c0', proxy: 'p0', attemptOf: id };
    const operation: Operation = { id, ...who, intent, invokedAt, endedAt, outcome };
    this.operations.push(operation);
    this.now = Math.max(this.now, endedAt) + 10;
    return operation;
  }

  /** A write of documents, each with the operation's name as its version unless it has one. */
  write(
    method: 'POST' | 'PUT',
    documents: readonly (Fields & { readonly id: string })[],
    outcome: OperationOutcome,
    when: When = {},
  ): Operation {
    const v = `c0.${this.operations.length}`;
    const written: ClientDocument[] = documents.map((document) => ({ v, ...document }));
    return this.add(
      { kind: 'write-documents', index: 'i', method, documents: written },
      outcome,
      when,
    );
  }

  /** A client sees a task in a state. */
  sees(uid: number, status: string, errorCode?: string): Operation {
    const error = errorCode === undefined ? null : { code: errorCode, message: '' };
    return this.add({ kind: 'get-task', uid }, answer(200, { uid, status, error }));
  }

  /** A search of everything shows these documents, and tells as many. */
  finds(documents: readonly Fields[], change: Partial<SearchIntent> = {}, headers = {}): Operation {
    const estimatedTotalHits = documents.length;
    const body = { hits: documents, estimatedTotalHits };
    return this.add(searchFor(change), answer(200, body, headers));
  }

  record(change: Partial<RunRecord> = {}): RunRecord {
    return {
      profile: 'test',
      seed: '0',
      fleet: testFleet,
      isQuiet: false,
      operations: this.operations.toSorted((left, right) => left.endedAt - right.endedAt),
      exchanges: this.exchanges,
      faults: [],
      placements: [],
      names: [],
      moves: [],
      claims: [],
      audit: null,
      oracle: [],
      ...change,
    };
  }
}

export function answer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): OperationOutcome {
  return { kind: 'answer', status, headers, body: JSON.stringify(body) };
}

/** The answer to an acknowledged write. */
export function acknowledged(taskUid: number, headers = {}): OperationOutcome {
  return answer(202, { taskUid, status: 'enqueued' }, headers);
}

export function refused(status: number, code: string): OperationOutcome {
  return answer(status, { message: '', code });
}

export const lost: OperationOutcome = { kind: 'lost', reason: 'timeout' };

/** A search of index `i` for everything, its first twenty hits. */
export function searchFor(change: Partial<SearchIntent> = {}): SearchIntent {
  return {
    kind: 'search',
    index: 'i',
    words: [],
    strategy: 'last',
    filter: null,
    sort: [],
    facets: [],
    window: { mode: 'offset', offset: 0, limit: 20 },
    showRankingScore: false,
    series: null,
    ...change,
  };
}

/** What nodes hold of index `i` in the end: each document on every owner, but for the exceptions. */
export function auditOf(
  documents: readonly (Fields & { readonly id: string })[],
  change: Partial<Audit> & { readonly except?: Readonly<Record<string, readonly Fields[]>> } = {},
): Audit {
  const { except = {}, ...rest } = change;
  const nodes = testFleet.nodes.map(({ id: node }): NodeAudit => {
    const own = documents.filter(({ id }) => ownersOf(id).includes(node));
    const held = (except[node] ?? own).map((document) => {
      return {
        id: String(document['id']),
        text: JSON.stringify({ ...document, _miroir_seq: '((' }),
      };
    });
    return { node, indexes: [{ uid: 'i', primaryKey: 'id', documents: held }], tasks: [] };
  });
  const fleet = testFleetAudit;
  return { at: 1_000_000, settled: true, nodes, tasks: [], ledger: [], fleet, ...rest };
}

/** What one checker finds in a record. */
export function violationsOf(checker: string, record: RunRecord): readonly Violation[] {
  return checkRecord(record).violations.filter((violation) => violation.checker === checker);
}

/** The keys of what one checker finds. */
export function keysOf(checker: string, record: RunRecord): readonly string[] {
  return violationsOf(checker, record).map(({ key }) => key);
}

/** The owners of a document of index `i`, in order of draw. */
export function ownersOf(id: string): readonly string[] {
  return placement.lastReplicas('i', placement.shardOf(id));
}

/** The shards of index `i` that a node holds. */
export function heldBy(node: string): ReadonlySet<number> {
  const version = placement.lastVersion('i');
  const shards = [...version.shards.keys()];
  return new Set(shards.filter((shard) => version.isReplica(node, shard)));
}

/** `_miroir_shard` as it is stored. */
export function shardMarker(shard: number): string {
  const digits = '(),:;[]{';
  return [512, 64, 8, 1].map((unit) => digits[Math.floor(shard / unit) % 8]).join('');
}
