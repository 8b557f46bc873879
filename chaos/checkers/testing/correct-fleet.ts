import { searchMark } from '../../../sim/trace/search-mark.ts';
import { filterText } from '../../../sim/trace/filter-text.ts';
import type {
  ClientDocument,
  Intent,
  Operation,
  SearchIntent,
} from '../../../sim/trace/operation.ts';
import type { Exchange, RunRecord, TaskAudit } from '../../../sim/trace/record.ts';
import { matchesPredicate, valuesOf } from '../history/predicate.ts';
import { compareSortKeys, sortKey } from '../sort-key.ts';
import {
  acknowledged,
  answer,
  auditOf,
  heldBy,
  placement,
  shardMarker,
  TestRun,
} from './history.ts';

type Stored = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * A tiny fleet that does everything right, one request after another: what it writes down breaks no
 * promise. It has one index, `i`.
 */
export class CorrectFleet {
  readonly run = new TestRun();
  /** In order of first insertion. */
  readonly documents = new Map<string, Stored>();
  readonly #tasks: TaskAudit[] = [];

  /** Carries an intent out and writes down what the client and the network saw. */
  perform(intent: Intent): Operation {
    if (intent.kind === 'search') return this.#search(intent);
    if (intent.kind === 'get-document') {
      const document = this.documents.get(intent.id);
      const notFound = answer(404, { code: 'document_not_found' });
      return this.run.add(intent, document === undefined ? notFound : answer(200, document));
    }
    if (intent.kind === 'list-documents') {
      const all = [...this.documents.values()];
      const results = all.slice(intent.offset, intent.offset + intent.limit);
      return this.run.add(intent, answer(200, { results, total: all.length }));
    }
    if (intent.kind === 'index-stats') {
      return this.run.add(intent, answer(200, { numberOfDocuments: this.documents.size }));
    }
    if (intent.kind === 'get-task') return this.run.sees(intent.uid, 'succeeded');
    return this.#write(intent);
  }

  /** Documents under the name of the operation that comes next. */
  post(documents: readonly Stored[], method: 'POST' | 'PUT' = 'POST'): Operation {
    const v = `c0.${this.run.operations.length}`;
    const written: ClientDocument[] = documents.map((document) => ({ v, ...document }));
    return this.perform({ kind: 'write-documents', index: 'i', method, documents: written });
  }

  record(change: Partial<RunRecord> = {}): RunRecord {
    const audit = auditOf([...this.documents.values()], { tasks: this.#tasks, at: this.run.now });
    return this.run.record({ audit, ...change });
  }

  #write(intent: Exclude<Intent, SearchIntent>): Operation {
    const task = this.#tasks.length;
    const common = { indexUid: 'i', status: 'succeeded', type: intent.kind, error: null };
    this.#tasks.push({ uid: task, ...common });
    this.#apply(intent);
    const operation = this.run.add(intent, acknowledged(task));
    for (const { node, method, path, body } of nodeWrites(intent)) {
      this.#exchange(operation, { node, method, path, body, status: 202, reply: '{"taskUid":1}' });
    }
    return operation;
  }

  #apply(intent: Exclude<Intent, SearchIntent>): void {
    if (intent.kind === 'write-documents') {
      for (const document of intent.documents) {
        const base = intent.method === 'PUT' ? this.documents.get(document.id) : undefined;
        this.documents.set(document.id, { ...base, ...document });
      }
    } else if (intent.kind === 'delete-documents') {
      for (const id of intent.ids) this.documents.delete(id);
    } else if (intent.kind === 'delete-by-filter') {
      for (const [id, document] of this.documents) {
        if (matchesPredicate(intent.filter, document)) this.documents.delete(id);
      }
    } else if (intent.kind === 'clear-documents') {
      this.documents.clear();
    }
  }

  #search(intent: SearchIntent): Operation {
    const found = [...this.documents.values()].filter((document) => matches(document, intent));
    const hits = order(found, intent);
    const { window } = intent;
    const start = window.mode === 'offset' ? window.offset : (window.page - 1) * window.hitsPerPage;
    const size = window.mode === 'offset' ? window.limit : window.hitsPerPage;
    const total = hits.length;
    const totals =
      window.mode === 'offset'
        ? { estimatedTotalHits: total }
        : { totalHits: total, totalPages: size === 0 ? 0 : Math.ceil(total / size) };
    const body = { hits: hits.slice(start, start + size), ...totals, ...facets(found, intent) };
    const operation = this.run.add(intent, answer(200, body));
    this.#ask(operation, [
      ['n0', [...heldBy('n0')]],
      ['n1', [...heldBy('n1').difference(heldBy('n0'))]],
      ['n2', [...heldBy('n2').difference(heldBy('n0').union(heldBy('n1')))]],
    ]);
    return operation;
  }

  #ask(operation: Operation, slices: readonly (readonly [string, readonly number[]])[]): void {
    for (const [node, shards] of slices) {
      if (shards.length === 0) continue;
      const list = shards.map((shard) => JSON.stringify(shardMarker(shard))).join(', ');
      const filter = ['kind = a', `_miroir_shard IN [${list}]`];
      const body = JSON.stringify({ q: '', cropMarker: searchMark(operation), filter });
      const path = '/indexes/i/search';
      this.#exchange(operation, { node, method: 'POST', path, body, status: 200, reply: '{}' });
    }
  }

  #exchange(operation: Operation, part: NodeWrite & Pick<Exchange, 'status' | 'reply'>): void {
    const sentAt = operation.invokedAt + 2;
    const times = { sentAt, servedAt: sentAt + 2, endedAt: sentAt + 4 };
    this.run.exchanges.push({ proxy: operation.proxy, ...part, ...times, fate: 'answered' });
  }
}

type NodeWrite = Pick<Exchange, 'node' | 'method' | 'path' | 'body'>;

/** What a proxy has to send for a write to documents. */
function nodeWrites(intent: Intent): readonly NodeWrite[] {
  return ['n0', 'n1', 'n2'].flatMap((node): NodeWrite[] => {
    const isOwn = (id: string): boolean => heldBy(node).has(placement.shardOf(id));
    const path = '/indexes/i/documents';
    if (intent.kind === 'write-documents') {
      const own = intent.documents.filter(({ id }) => isOwn(id));
      const marked = own.map((document) => {
        return { ...document, _miroir_shard: shardMarker(placement.shardOf(document.id)) };
      });
      if (own.length === 0) return [];
      return [
        {
          node,
          method: intent.method,
          path: `${path}?primaryKey=id`,
          body: JSON.stringify(marked),
        },
      ];
    }
    if (intent.kind === 'delete-documents') {
      const own = intent.ids.filter(isOwn);
      if (own.length === 0) return [];
      return [{ node, method: 'POST', path: `${path}/delete-batch`, body: JSON.stringify(own) }];
    }
    if (intent.kind === 'delete-by-filter') {
      return [
        {
          node,
          method: 'POST',
          path: `${path}/delete`,
          body: JSON.stringify({ filter: filterText(intent.filter) }),
        },
      ];
    }
    return intent.kind === 'clear-documents' ? [{ node, method: 'DELETE', path, body: '' }] : [];
  });
}

function wordsIn(document: Stored): readonly string[] {
  const { words } = document;
  return typeof words === 'string' ? words.split(' ') : [];
}

function matches(document: Stored, { words, strategy, filter }: SearchIntent): boolean {
  const own = wordsIn(document);
  const [first] = words;
  const hasWords =
    strategy === 'all'
      ? words.every((word) => own.includes(word))
      : first === undefined || own.includes(first);
  return hasWords && (filter === null || matchesPredicate(filter, document));
}

function order(
  found: readonly Stored[],
  { words, sort, showRankingScore }: SearchIntent,
): unknown[] {
  const scored = found.map((document) => {
    const own = wordsIn(document);
    const missing = words.findIndex((word) => !own.includes(word));
    const matched = missing === -1 ? words.length : missing;
    return { document, score: words.length === 0 ? 1 : matched / words.length };
  });
  return scored
    .toSorted(
      (left, right) =>
        right.score - left.score ||
        compareSortKeys(sortKey(left.document, sort), sortKey(right.document, sort), sort),
    )
    .map(({ document, score }) =>
      showRankingScore ? { ...document, _rankingScore: score } : document,
    );
}

function facets(found: readonly Stored[], { facets: names }: SearchIntent): object {
  if (names.length === 0) return {};
  const facetDistribution: Record<string, Record<string, number>> = {};
  const facetStats: Record<string, { min: number; max: number }> = {};
  for (const name of names) {
    const values = found.flatMap((document) => valuesOf(document, name));
    const counts: Record<string, number> = {};
    for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
    facetDistribution[name] = counts;
    const numbers = values.filter((value) => typeof value === 'number');
    if (numbers.length === 0) continue;
    facetStats[name] = { min: Math.min(...numbers), max: Math.max(...numbers) };
  }
  return { facetDistribution, facetStats };
}
