import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { MoveMetrics } from './move-metrics.ts';

type MoveEvent = Extract<TraceEvent, { kind: 'move' }>;

function move(phase: MoveEvent['phase'], copied: number, target = 'c'): MoveEvent {
  return { kind: 'move', index: 'movies', source: 'a', target, shards: [1], phase, copied };
}

const failure = {
  kind: 'move-failed',
  index: 'movies',
  target: 'c',
  phase: 'copy',
  reason: 'timeout',
} as const;

function setUp() {
  const registry = new Registry();
  const metrics = new MoveMetrics(registry);
  const measured = async () => {
    const values = (await registry.getMetricsAsJSON()).map(({ name, values: [value] }) => [
      name.replace('miroir_', ''),
      value?.value,
    ]);
    return Object.fromEntries(values);
  };
  return { metrics, measured };
}

describe('the metrics of moves', () => {
  test('count what a move copies once, though each event tells all of it', async () => {
    const { metrics, measured } = setUp();
    for (const event of [move('dual-write', 0), move('copy', 300), move('drain', 500)]) {
      metrics.moved(event);
    }
    expect(await measured()).toEqual({
      rebalance_in_progress: 1,
      rebalance_documents_migrated_total: 500,
      moves_failed_total: 0,
    });
    metrics.moved(move('ended', 510));
    expect(await measured()).toMatchObject({
      rebalance_in_progress: 0,
      rebalance_documents_migrated_total: 510,
    });
  });

  test('leave out what another proxy copied before', async () => {
    const { metrics, measured } = setUp();
    metrics.moved(move('copy', 4000));
    metrics.moved(move('drain', 4100));
    expect(await measured()).toMatchObject({ rebalance_documents_migrated_total: 100 });
  });

  test('tell moves apart', async () => {
    const { metrics, measured } = setUp();
    for (const target of ['c', 'd']) metrics.moved(move('dual-write', 0, target));
    metrics.moved(move('drain', 10, 'c'));
    metrics.moved(move('drain', 20, 'd'));
    metrics.moved(move('abandoned', 10, 'c'));
    expect(await measured()).toMatchObject({
      rebalance_in_progress: 1,
      rebalance_documents_migrated_total: 30,
    });
  });

  test('count failures, and go on where a move was when it failed', async () => {
    const { metrics, measured } = setUp();
    metrics.moved(move('dual-write', 0));
    metrics.moved(move('copy', 0));
    metrics.failed(failure);
    expect(await measured()).toMatchObject({ rebalance_in_progress: 0, moves_failed_total: 1 });
    metrics.moved(move('drain', 70));
    expect(await measured()).toMatchObject({
      rebalance_in_progress: 1,
      rebalance_documents_migrated_total: 70,
    });
  });

  test('begin anew when the moves are lost to another proxy', async () => {
    const { metrics, measured } = setUp();
    metrics.moved(move('dual-write', 0));
    metrics.lost();
    expect(await measured()).toMatchObject({ rebalance_in_progress: 0 });
    metrics.moved(move('activate', 900));
    expect(await measured()).toMatchObject({
      rebalance_in_progress: 1,
      rebalance_documents_migrated_total: 0,
    });
  });
});
