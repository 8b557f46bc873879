import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { openProcessLog } from './process-log.ts';

const search: TraceEvent = {
  kind: 'request',
  method: 'POST',
  route: '/indexes/{uid}/search',
  status: 200,
  durationMs: 1.234,
};
const degraded: TraceEvent = { kind: 'degraded', operation: 'search', detail: 'shards=3' };
const task: TraceEvent = {
  kind: 'task',
  uid: 7,
  type: 'settingsUpdate',
  status: 'failed',
  index: 'movies',
};

/** What a reader has read once the log has ended. */
async function allOf(stream: AsyncIterable<string> | null): Promise<string[]> {
  const read: string[] = [];
  for await (const part of stream ?? []) read.push(part);
  return read.join('').split('\n').slice(0, -1);
}

describe('a followed log', () => {
  test('has what is urgent enough, in the shape of Meilisearch', async () => {
    const logs = openProcessLog({ level: 'info' });
    logs.trace.note(search);
    const stream = logs.follow('info', 'json');
    for (const event of [search, task, degraded]) logs.trace.note(event);
    logs.unfollow();
    const lines = (await allOf(stream)).map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'INFO',
        fields: { message: 'close', 'time.busy': '1.23ms' },
        target: 'meilisearch',
        span: {
          method: 'POST',
          route: '/indexes/{index_uid}/search',
          status_code: 200,
          name: 'HTTP request',
        },
        spans: [],
      },
      {
        timestamp: expect.any(String),
        level: 'INFO',
        fields: { message: 'task ended', uid: 7, status: 'failed' },
        target: 'index_scheduler',
      },
      {
        timestamp: expect.any(String),
        level: 'WARN',
        fields: { message: 'degraded answer', operation: 'search', detail: 'shards=3' },
        target: 'meilisearch',
      },
    ]);
  });

  test('is written for people, too', async () => {
    const logs = openProcessLog({ level: 'info' });
    const stream = logs.follow('warn', 'human');
    for (const event of [search, degraded]) logs.trace.note(event);
    logs.unfollow();
    const [line = '', ...others] = await allOf(stream);
    expect(others).toEqual([]);
    expect(line.replace(/^\S+/, '<time>')).toBe(
      '<time>  WARN meilisearch: degraded answer operation=search detail=shards=3',
    );
  });

  test('says nothing of nodes, nor of requests for Miroir itself', async () => {
    const logs = openProcessLog({ level: 'info' });
    const stream = logs.follow('trace', 'json');
    const message = 'connect 10.0.0.1';
    for (const event of [
      {
        kind: 'node-call',
        node: 'a',
        operation: 'search',
        outcome: 'reset',
        message,
        durationMs: 1,
      },
      { kind: 'node-state', node: 'a', from: 'active', to: 'failed', reason: 'reset' },
      { ...search, route: '/_miroir/topology' },
    ] as const) {
      logs.trace.note(event);
    }
    logs.unfollow();
    expect(await allOf(stream)).toEqual([]);
  });

  test('has one reader at a time, and is free once that is gone', async () => {
    const logs = openProcessLog({ level: 'info' });
    const stream = logs.follow('info', 'json');
    expect(logs.follow('info', 'json')).toBeNull();
    const reader = stream?.[Symbol.asyncIterator]();
    const pending = reader?.next();
    await reader?.return?.();
    expect(await pending).toEqual({ done: true, value: undefined });
    const next = logs.follow('info', 'json');
    logs.trace.note(search);
    logs.unfollow();
    expect(await allOf(next)).toHaveLength(1);
  });

  test('hands over what is written while its reader waits', async () => {
    const logs = openProcessLog({ level: 'info' });
    const reader = logs.follow('info', 'human')?.[Symbol.asyncIterator]();
    const pending = reader?.next();
    logs.trace.note(search);
    expect((await pending)?.value).toContain('status_code=200');
  });

  test('forgets the oldest lines of a reader that does not read', async () => {
    const logs = openProcessLog({ level: 'info' });
    const stream = logs.follow('info', 'human');
    for (let uid = 0; uid < 10_002; uid += 1) logs.trace.note({ ...task, uid });
    logs.unfollow();
    const lines = await allOf(stream);
    expect(lines).toHaveLength(10_000);
    expect(lines[0]).toContain('uid=2 ');
  });
});

test.each([
  ['off', 'silent'],
  ['debug', 'debug'],
] as const)('the level %s is that of the log', (level, ofLog) => {
  const log = { level: 'info' };
  openProcessLog(log).setLevel(level);
  expect(log.level).toBe(ofLog);
});
