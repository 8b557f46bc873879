import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { type LogLevel, logTrace, openLog } from './log.ts';
import { withinRequest } from './request-scope.ts';

interface Line {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

function recording(level: LogLevel): { log: ReturnType<typeof openLog>; lines: Line[] } {
  const lines: Line[] = [];
  const log = openLog(level, 'pod-1', { write: (line) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

const move = { index: 'movies', target: 'a' } as const;

describe('the log', () => {
  test('is one JSON object a line', () => {
    const { log, lines } = recording('info');
    log.info({ port: 7700 }, 'ready');
    expect(lines).toEqual([
      {
        level: 'info',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        pod_id: 'pod-1',
        port: 7700,
        message: 'ready',
      },
    ]);
  });

  test('never shows credentials', () => {
    const { log, lines } = recording('info');
    log.info({
      authorization: 'Bearer s3cret',
      request: { headers: { authorization: 'Bearer s3cret', 'x-admin-key': 's3cret' } },
      config: { masterKey: 's3cret' },
      'x-admin-key': 's3cret',
    });
    expect(JSON.stringify(lines)).not.toContain('s3cret');
    expect(lines).toHaveLength(1);
  });

  test('names the request that a line belongs to', async () => {
    const { log, lines } = recording('info');
    await withinRequest('cafe0001', async () => {
      await Promise.resolve();
      log.info('inside');
    });
    log.info('outside');
    expect(lines.map((line) => line['request_id'])).toEqual(['cafe0001', undefined]);
  });

  test.each<[string, TraceEvent]>([
    ['error', { kind: 'bug', where: 'route', message: 'no' }],
    ['warn', { kind: 'degraded', operation: 'search', detail: 'shards=3' }],
    ['warn', { kind: 'request', method: 'GET', route: '/', status: 503, durationMs: 1 }],
    ['debug', { kind: 'request', method: 'GET', route: '/', status: 200, durationMs: 1 }],
    ['warn', { kind: 'node-state', node: 'a', from: 'active', to: 'failed', reason: 'x' }],
    ['info', { kind: 'session', session: 3, change: 'opened', detail: 'proxy-1' }],
    ['warn', { kind: 'session', session: 3, change: 'lost', detail: 'ended by another proxy' }],
    ['info', { kind: 'node-state', node: 'a', from: 'failed', to: 'active', reason: 'x' }],
    ['info', { ...move, kind: 'move', phase: 'copy', source: 'b', shards: [1], copied: 7 }],
    ['warn', { ...move, kind: 'move-failed', phase: 'drain', reason: 'timeout' }],
    ['info', { kind: 'cleaned', index: 'movies', node: 'b', shards: [1] }],
    ['info', { kind: 'fleet', version: 2, change: 'drain-node b' }],
    ['debug', { kind: 'node-call', node: 'a', operation: 'o', outcome: '200', durationMs: 1 }],
  ])('writes at level %s %o', (level, event) => {
    const { log, lines } = recording('debug');
    logTrace(log).note(event);
    const { kind, ...fields } = event;
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject(
      kind === 'bug' ? { level } : { ...fields, level, message: kind },
    );
  });

  test('keeps what is known about an event', () => {
    const { log, lines } = recording('debug');
    logTrace(log).note({ kind: 'bug', where: 'GET /x', message: 'missing: y' });
    logTrace(log).note({ kind: 'store-failure', operation: 'settleTask', message: 'disk full' });
    logTrace(log).note({ kind: 'scatter', fanOut: 3, rounds: 2, missingShards: 1 });
    logTrace(log).note({ kind: 'warning', message: 'a risk' });
    expect(lines).toMatchObject([
      { where: 'GET /x', error: 'missing: y' },
      { level: 'warn', operation: 'settleTask', error: 'disk full' },
      { fanOut: 3, rounds: 2, missingShards: 1 },
      { level: 'warn', message: 'warning', warning: 'a risk' },
    ]);
  });

  test('writes nothing for an ordinary request at level info', () => {
    const { log, lines } = recording('info');
    logTrace(log).note({ kind: 'request', method: 'GET', route: '/', status: 200, durationMs: 1 });
    expect(lines).toEqual([]);
  });
});
