import { bodyOf, type NodeReply, type NodeRequest } from '../../../ports/node-client.ts';
import { encodeShard, encodeTime, encodeVersion, markers } from '../../../protocol/markers.ts';

/** A stored document of shard 0 that task `task` wrote. */
export function stored(
  id: string,
  task: number,
  fields: Readonly<Record<string, unknown>> = {},
  updatedMs = task,
): string {
  return JSON.stringify({
    id,
    ...fields,
    [markers.shard]: encodeShard(0),
    [markers.version]: encodeVersion(task, 0),
    [markers.sequence]: encodeVersion(task, 0),
    [markers.updatedAt]: encodeTime(updatedMs),
  });
}

interface FetchQuery {
  readonly ids?: readonly string[];
  readonly offset?: number;
  readonly limit: number;
}

/** A node that stores the documents of one shard and carries writes out at once. */
export class ReplicaNode {
  /** Exact texts by id, in the order in which the node lists them. */
  readonly documents = new Map<string, string>();
  /** The lines of the writes that it took. */
  readonly writes: string[] = [];
  /** The bodies of the reads that it answered. */
  readonly reads: FetchQuery[] = [];
  /** The newest task that it has, beside the writes that it took here. */
  newestTask = -1;
  /** What has become of every write that it took. */
  outcome: 'succeeded' | 'failed' = 'succeeded';
  /** What a request gets instead of its answer, if a test wants that. */
  instead: (line: string) => NodeReply | undefined = () => undefined;

  store(...texts: readonly string[]): this {
    for (const text of texts) this.documents.set(idOf(text), text);
    return this;
  }

  answer(request: NodeRequest): NodeReply {
    const [path = ''] = request.path.split('?');
    const line = `${request.method} ${path}`;
    const other = this.instead(line);
    if (other !== undefined) return other;
    if (path === '/tasks') return this.#tasks(request.path);
    if (path.endsWith('/documents/fetch')) return this.#fetch(JSON.parse(bodyOf(request)));
    this.writes.push(line);
    if (path.endsWith('/delete-batch')) {
      const ids: readonly string[] = JSON.parse(bodyOf(request));
      for (const id of ids) this.documents.delete(id);
    } else {
      const documents: readonly unknown[] = JSON.parse(bodyOf(request));
      this.store(...documents.map((document) => JSON.stringify(document)));
    }
    this.newestTask += 1;
    return reply(202, { taskUid: this.newestTask });
  }

  #fetch(query: FetchQuery): NodeReply {
    this.reads.push(query);
    const { ids, offset = 0, limit } = query;
    const all = [...this.documents].filter(([id]) => ids?.includes(id) ?? true);
    const results = all.slice(offset, offset + limit).map(([, text]) => text);
    const body = `{"results":[${results.join(',')}],"total":${all.length}}`;
    return { kind: 'reply', status: 200, body };
  }

  #tasks(path: string): NodeReply {
    const asked = /uids=([\d,]+)/.exec(path)?.[1]?.split(',').map(Number);
    // None is open: what is left to ask for is the newest.
    const newest = path.includes('statuses=') || this.newestTask < 0 ? [] : [this.newestTask];
    const results = (asked ?? newest).map((uid) => ({ uid, status: this.outcome }));
    return reply(200, { results, total: results.length });
  }
}

function idOf(text: string): string {
  const { id }: { id: string } = JSON.parse(text);
  return id;
}

function reply(status: number, body: unknown): NodeReply {
  return { kind: 'reply', status, body: JSON.stringify(body) };
}
