import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { FollowedLog } from '../telemetry/followed-log.ts';
import type { LogLine } from '../telemetry/log-line.ts';
import { run } from './testing/running-server.ts';

const line: LogLine = {
  timestamp: 'now',
  level: 'info',
  target: 'test',
  message: 'said',
  fields: {},
  span: null,
};

/** A server that answers with a log, and how often that has ended. */
async function loggingServer() {
  const ended = { count: 0 };
  const log = new FollowedLog('info', 'human', () => {
    ended.count += 1;
  });
  const server = await run(async () => ({ status: 200, headers: {}, body: '', stream: log }));
  const until = async (isTrue: () => boolean): Promise<void> => {
    const deadlineMs = performance.now() + 5000;
    while (!isTrue()) {
      if (performance.now() > deadlineMs) throw new Error('it has not come true');
      await sleep(5);
    }
  };
  return { ...server, log, ended, until };
}

describe('an answer that goes on', () => {
  test('reaches the client part by part, until it ends', async () => {
    const { url, log, inFlight } = await loggingServer();
    const response = await fetch(url);
    expect(response.headers.get('transfer-encoding')).toBe('chunked');
    expect(response.headers.get('content-length')).toBeNull();
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const message of ['one', 'two']) {
      log.write({ ...line, message });
      expect((await reader?.read())?.value).toBe(`now  INFO test: ${message}\n`);
    }
    log.end();
    expect((await reader?.read())?.done).toBe(true);
    expect(inFlight.most).toBe(1);
  });

  test('ends when the client is gone, though nothing more is said', async () => {
    const { url, ended, inFlight, bugs, until } = await loggingServer();
    const leaving = new AbortController();
    await fetch(url, { signal: leaving.signal });
    expect(ended.count).toBe(0);
    leaving.abort();
    await until(() => ended.count === 1 && inFlight.now === 0);
    expect(bugs).toEqual([]);
  });
});
