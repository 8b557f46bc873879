import { Meilisearch, type MeilisearchOptions } from '../meilisearch.ts';

/** An answer as a test wants it. */
export interface NodeAnswer {
  readonly status: number;
  // A test asserts on whatever came.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A simulated node with a clock that goes on by a second at every look, and a short way to ask it. */
export interface CalledNode {
  readonly model: Meilisearch;
  /** `POST /indexes` with a body. */
  readonly call: (line: string, body?: unknown, authorization?: string) => NodeAnswer;
  /** Ids of an index in internal order. */
  readonly ids: (indexUid: string) => readonly string[];
  /** The task with this uid. */
  readonly task: (uid: number) => NodeAnswer['body'];
}

/** Makes a node without a key that batches all that it can, unless `change` says otherwise. */
export function createCalledNode(change: Partial<MeilisearchOptions> = {}): CalledNode {
  let wallMs = 1_700_000_000_000;
  const model = new Meilisearch({
    ranking: 'meilisearch',
    placeOfNew: 'lowest free',
    masterKey: '',
    wallMs: () => {
      wallMs += 1000;
      return wallMs;
    },
    autobatch: (available) => available,
    ...change,
  });
  const call: CalledNode['call'] = (line, body, authorization) => {
    const [method = '', path = ''] = line.split(' ');
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const reply = model.handle({
      method,
      path,
      contentType: body === undefined ? null : 'application/json',
      authorization: authorization ?? null,
      body: text,
    });
    return { status: reply.status, body: reply.body === '' ? undefined : JSON.parse(reply.body) };
  };
  return {
    model,
    call,
    ids: (indexUid) => {
      const index = model.inspect().indexes.find(({ uid }) => uid === indexUid);
      return (index?.documents ?? []).map(({ id }) => id);
    },
    task: (uid) => call(`GET /tasks/${uid}`).body,
  };
}
