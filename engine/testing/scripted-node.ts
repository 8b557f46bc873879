import { type NodeReply, type NodeRequest, bodyOf } from '../ports/node-client.ts';
import { defaults } from '../settings/setting-names.ts';
import { applyPatch } from '../settings/patch.ts';
import { type Members, readMembers, writeMembers } from '../settings/members.ts';
import { nodeSettings } from '../settings/node-settings.ts';

/** A write as a node has taken it. */
export interface TakenWrite {
  readonly taskUid: number;
  /** `POST /indexes/movies/documents` */
  readonly line: string;
  readonly body: string;
}

type Outcome = 'succeeded' | 'failed' | 'enqueued';

/** A node that takes every write, remembers their order, and says that all have succeeded. */
export class ScriptedNode {
  static #taken = 0;
  readonly writes: TakenWrite[] = [];
  /** When they were taken, in the same order: no two are the same, on whatever node. */
  readonly times: string[] = [];
  /** What becomes of a write. */
  outcomeOf: (write: TakenWrite) => Outcome = () => 'succeeded';

  answer(request: NodeRequest): NodeReply {
    const { method } = request;
    const [path = '', query = ''] = request.path.split('?');
    if (path === '/health') return reply(200, { status: 'available' });
    if (path === '/tasks') return this.#tasks(query);
    if (request.path.includes('%21'))
      return reply(400, { message: '`!` is not a valid index uid' });
    if (path.endsWith('/documents/fetch')) return reply(200, { results: [], total: 0 });
    if (method === 'GET') return this.#read(path);
    const taskUid = this.writes.length;
    this.writes.push({ taskUid, line: `${method} ${path}`, body: bodyOf(request) });
    const enqueuedAt = ScriptedNode.#nextTime();
    this.times[taskUid] = enqueuedAt;
    return reply(202, { taskUid, enqueuedAt });
  }

  static #nextTime(): string {
    ScriptedNode.#taken += 1;
    return `2026-11-22T10:00:00.${String(ScriptedNode.#taken).padStart(9, '0')}Z`;
  }

  /** The lines of the writes that were taken, in their order. */
  lines(): string[] {
    return this.writes.map(({ line }) => line);
  }

  #read(path: string): NodeReply {
    if (!path.endsWith('/settings')) return reply(404, { code: 'not_found' });
    const patches = this.writes.filter(({ line }) => line === `PATCH ${path}`);
    const held = patches.reduce<Members>(
      (settings, { body }) => applyPatch(settings, readMembers(body)),
      nodeSettings(defaults, defaults.keys()),
    );
    return { kind: 'reply', status: 200, body: writeMembers(held) };
  }

  #tasks(query: string): NodeReply {
    const newest = query === 'limit=1' ? [this.writes.length - 1] : [];
    const uids = /uids=([\d,]+)/.exec(query)?.[1]?.split(',').map(Number) ?? newest;
    const results = uids.flatMap((uid) => {
      const write = this.writes[uid];
      return write === undefined ? [] : [describeTask(uid, this.outcomeOf(write), this.times[uid])];
    });
    return reply(200, { results });
  }
}

function describeTask(uid: number, status: Outcome, enqueuedAt = ''): unknown {
  const time = '2026-11-22T10:00:00Z';
  const ended = status === 'enqueued' ? null : time;
  const error = status === 'failed' ? { message: 'no', code: 'internal', type: 'internal' } : null;
  return { uid, status, enqueuedAt, startedAt: ended, finishedAt: ended, details: null, error };
}

function reply(status: number, body: unknown): NodeReply {
  return { kind: 'reply', status, body: JSON.stringify(body) };
}
