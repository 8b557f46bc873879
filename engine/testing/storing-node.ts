import { must } from '../base/assert.ts';
import { bodyOf, type NodeReply, type NodeRequest } from '../ports/node-client.ts';
import { markers } from '../protocol/markers.ts';
import { ScriptedNode } from './scripted-node.ts';

type Document = Readonly<Record<string, unknown>>;

/** What a node has of an index: its documents in the order in which they came, by id. */
interface StoredIndex {
  primaryKey: string | null;
  readonly documents: Map<string, Document>;
}

/** A {@link ScriptedNode} that keeps the documents that it is sent, and carries writes out at once. */
export class StoringNode extends ScriptedNode {
  readonly #indexes = new Map<string, StoredIndex>();

  override answer(request: NodeRequest): NodeReply {
    const { method } = request;
    const [path = '', query = ''] = request.path.split('?');
    const [, uid = ''] = /^\/indexes\/([^/]+)/.exec(path) ?? [];
    if (path === '/tasks' && query.includes('statuses=')) return reply({ results: [], total: 0 });
    if (uid !== '' && !this.#indexes.has(uid) && isReading(request)) return indexNotFound;
    if (method === 'GET' && path === '/indexes') {
      return reply({ results: [...this.#indexes.keys()].map((known) => ({ uid: known })) });
    }
    const index = this.#indexes.get(uid);
    if (index !== undefined && path.endsWith('/documents/fetch')) {
      return reply(fetched(index, JSON.parse(bodyOf(request))));
    }
    if (index !== undefined && method === 'GET' && path === `/indexes/${uid}`) {
      return reply({ uid, primaryKey: index.primaryKey });
    }
    const taken = this.writes.length;
    const answer = super.answer(request);
    const write = this.writes[taken];
    if (write !== undefined && this.outcomeOf(write) === 'succeeded') {
      const template = path.replace(/^\/indexes\/[^/]+/, '/indexes/{uid}');
      this.#carryOut(`${method} ${template}`, uid, request);
    }
    return answer;
  }

  /** Another node with the same past, as one that is restored from a snapshot of this moment. */
  copy(): StoringNode {
    const copy = new StoringNode();
    copy.writes.push(...this.writes);
    copy.times.push(...this.times);
    for (const [uid, { primaryKey, documents }] of this.#indexes) {
      copy.#indexes.set(uid, { primaryKey, documents: new Map(documents) });
    }
    return copy;
  }

  /** Whether it has the index. */
  has(uid: string): boolean {
    return this.#indexes.has(uid);
  }

  /** The documents of an index by id; none if there is no such index. */
  documents(uid: string): ReadonlyMap<string, Document> {
    return this.#indexes.get(uid)?.documents ?? new Map();
  }

  #carryOut(line: string, uid: string, request: NodeRequest): void {
    const body = bodyOf(request);
    const index = this.#indexes.get(uid);
    if (line === 'POST /indexes') this.#create(JSON.parse(body));
    else if (line === 'DELETE /indexes/{uid}') this.#indexes.delete(uid);
    else if (line === 'DELETE /indexes/{uid}/documents') index?.documents.clear();
    else if (line === 'PATCH /indexes/{uid}' && index !== undefined) {
      index.primaryKey = JSON.parse(body).primaryKey;
    } else if (line === 'POST /indexes/{uid}/documents') this.#add(uid, request);
    else if (line === 'POST /indexes/{uid}/documents/delete-batch') {
      for (const id of JSON.parse(body)) index?.documents.delete(String(id));
    } else if (line === 'POST /indexes/{uid}/documents/delete' && index !== undefined) {
      const isMeant = filterOf(JSON.parse(body).filter);
      for (const [id, document] of index.documents) {
        if (isMeant(document)) index.documents.delete(id);
      }
    }
  }

  #create({ uid, primaryKey = null }: { uid: string; primaryKey?: string | null }): void {
    this.#indexes.set(uid, { primaryKey, documents: new Map() });
  }

  #add(uid: string, request: NodeRequest): void {
    if (!this.#indexes.has(uid)) this.#create({ uid });
    const index = must(this.#indexes.get(uid), 'the index');
    index.primaryKey ??= /primaryKey=([^&]+)/.exec(request.path)?.[1] ?? null;
    const added: readonly Document[] = JSON.parse(bodyOf(request));
    // A document that is replaced keeps its place, as in a Map.
    for (const document of added) index.documents.set(idOf(index, document), document);
  }
}

interface Fetch {
  readonly filter?: string;
  readonly ids?: readonly string[];
  readonly fields?: readonly string[];
  readonly offset?: number;
  readonly limit: number;
}

function fetched(
  index: StoredIndex,
  { filter, ids, fields, offset = 0, limit }: Fetch,
): { readonly results: readonly Document[]; readonly total: number } {
  const isMeant = filter === undefined ? () => true : filterOf(filter);
  const found = [...index.documents.values()].filter(
    (document) => isMeant(document) && (ids?.includes(idOf(index, document)) ?? true),
  );
  const results = found.slice(offset, offset + limit).map((document) => {
    const members = Object.entries(document);
    return Object.fromEntries(members.filter(([name]) => fields?.includes(name) ?? true));
  });
  return { results, total: found.length };
}

/** Understands no filter but one for shards. */
function filterOf(filter: string | readonly string[]): (document: Document) => boolean {
  const text = [filter].flat().join(' AND ');
  const [, list] = /^_miroir_shard IN (\[.*\])$/.exec(text) ?? [];
  if (list === undefined) throw new Error(`a filter for something else than shards: ${text}`);
  const shards: readonly unknown[] = JSON.parse(list);
  return (document) => shards.includes(document[markers.shard]);
}

function idOf({ primaryKey }: StoredIndex, document: Document): string {
  return String(document[must(primaryKey, 'the primary key')]);
}

function isReading({ method, path }: NodeRequest): boolean {
  return method === 'GET' || path.endsWith('/documents/fetch');
}

const indexNotFound: NodeReply = {
  kind: 'reply',
  status: 404,
  body: JSON.stringify({ code: 'index_not_found' }),
};

function reply(body: unknown): NodeReply {
  return { kind: 'reply', status: 200, body: JSON.stringify(body) };
}
