import { Meilisearch, settleAll } from '../meilisearch.ts';
import type { ModelReply } from '../request.ts';
import type { TwinReplies } from './agreement.ts';

/** How a real node is reached. */
export interface RealNode {
  readonly url: string;
  readonly key: string;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const pollIntervalMs = 5;

/** A real node and a simulated one that are told the same. */
export class TwinNodes {
  readonly #real: RealNode;
  readonly #model = new Meilisearch({
    ranking: 'meilisearch',
    placeOfNew: 'lowest free',
    masterKey: '',
    wallMs: () => 1_700_000_000_000,
    autobatch: (available) => available,
  });

  constructor(real: RealNode) {
    this.#real = real;
  }

  /** Asks both, and answers their replies without what two nodes cannot have in common. */
  async ask(method: string, path: string, body?: unknown): Promise<TwinReplies> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const real = await this.#askReal(method, path, text);
    const contentType = text === undefined ? null : 'application/json';
    const request = { method, path, contentType, authorization: null, body: text ?? '' };
    return [masked(real), masked(this.#model.handle(request))];
  }

  /** Only the real node is told, and is busy for a while. */
  async keepRealBusy(documents: readonly unknown[]): Promise<void> {
    const body = JSON.stringify(documents);
    // The first keeps it busy until the second is there, which then waits before all others.
    for (let time = 1; time <= 2; time += 1) {
      await this.#askReal('POST', '/indexes/busy/documents?primaryKey=id', body);
    }
  }

  /** Whether the real node is still at what {@link keepRealBusy} gave it. */
  async isRealBusy(): Promise<boolean> {
    const path = '/tasks?statuses=processing&indexUids=busy&limit=0';
    return !(await this.#askReal('GET', path, undefined)).body.includes('"total":0,');
  }

  /** Waits until the real node has nothing to do, and lets the simulated one do what it has. */
  async settle(): Promise<void> {
    const path = '/tasks?statuses=enqueued,processing&limit=0';
    while (!(await this.#askReal('GET', path, undefined)).body.includes('"total":0,')) {
      await this.#real.sleep(pollIntervalMs);
    }
    settleAll(this.#model);
  }

  /** The newest tasks of an index on both nodes, newest first, and how they were batched. */
  async newestTasks(indexUid: string, count: number): Promise<TwinReplies> {
    return this.ask('GET', `/tasks?indexUids=${indexUid}&limit=${count}`);
  }

  async #askReal(method: string, path: string, body: string | undefined): Promise<ModelReply> {
    const { url, key } = this.#real;
    const contentType: Record<string, string> =
      body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${key}`, ...contentType };
    const response = await fetch(`${url}${path}`, { method, headers, body: body ?? null });
    return { status: response.status, body: await response.text() };
  }
}

function masked({ status, body }: ModelReply): ModelReply {
  const shown = body.replaceAll(moments, '$1"<moment>"').replaceAll(numbers, '$1<number>');
  return { status, body: withRelativeBatches(shown) };
}

/** Numbers of batches count from the first one that is mentioned. */
function withRelativeBatches(body: string): string {
  const seen = new Map<string, number>();
  return body.replaceAll(/"batchUid":(\d+)/g, (_whole, uid: string) => {
    if (!seen.has(uid)) seen.set(uid, seen.size);
    return `"batchUid":${seen.get(uid)}`;
  });
}

const moments =
  /("(?:enqueuedAt|startedAt|finishedAt|createdAt|updatedAt|lastUpdate|duration)":)"[^"]*"/g;
const numbers =
  /("(?:processingTimeMs|databaseSize|usedDatabaseSize|rawDocumentDbSize|avgDocumentSize|taskUid|uid|from|next)":)\d+/g;
