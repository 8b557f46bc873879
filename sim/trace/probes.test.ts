import { expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import type { AdministerIntent, Operation } from './operation.ts';
import { countProbes, type ProbeCounts } from './probes.ts';
import type { MoveEvent } from './record.ts';

const nothing = { exchanges: [], faults: [], moves: [], names: [], operations: [] };

type MoveTrace = Extract<TraceEvent, { kind: 'move' }>;

const way = { index: 'books', source: 'n0', target: 'n3', shards: [0] };

function traced(phase: MoveTrace['phase']): MoveTrace {
  return { kind: 'move', ...way, phase, copied: 5 };
}

function repaired(copied: number, target = 'n3'): TraceEvent {
  const counts = { compared: 9, copied, deleted: 0 };
  return { kind: 'repair', ...way, target, stage: 'succeeded', ...counts };
}

function step(session: number, phase: MoveEvent['phase']): MoveEvent {
  return { at: 0, proxy: 'p0', session, index: 'books', target: 'n3', shards: [0], phase };
}

function answered(method: AdministerIntent['method'], status: number): Operation {
  return {
    id: 'admin.0',
    client: 'admin',
    proxy: 'p0',
    attemptOf: 'admin.0',
    intent: { kind: 'administer', method, path: '/_miroir/nodes', body: null },
    invokedAt: 0,
    endedAt: 1,
    outcome: { kind: 'answer', status, headers: {}, body: '{}' },
  };
}

const compared = { kind: 'verified', index: 'books', shard: 0, documents: 5 } as const;

test.each<[string, TraceEvent[], ProbeCounts]>([
  [
    'a move to its end, whose delta pass copied something',
    [traced('copy'), traced('delta'), repaired(2), traced('activate'), traced('ended')],
    { delta_copied_documents: 1, repair_copied_documents: 1, shards_moved: 1 },
  ],
  [
    'a delta pass that found nothing, beside the repair of another node',
    [traced('delta'), repaired(0), repaired(2, 'n4'), traced('activate')],
    { repair_copied_documents: 1 },
  ],
  [
    'a repair after the delta pass',
    [traced('delta'), traced('activate'), repaired(2)],
    { repair_copied_documents: 1 },
  ],
  [
    'comparisons of replicas: one that made them the same, one that was alone',
    [
      { ...compared, replicas: ['n0', 'n1'], differing: 0, repaired: 0 },
      { ...compared, replicas: ['n0', 'n1'], differing: 2, repaired: 2 },
      { ...compared, replicas: [], differing: 0, repaired: 0 },
    ],
    { replica_verified: 2, divergence_repaired: 1 },
  ],
  ['a move that nobody wants any more', [traced('abandoned')], { move_abandoned: 1 }],
  [
    'what else comes of moves',
    [
      { kind: 'move-failed', index: 'books', target: 'n3', phase: 'copy', reason: 'timeout' },
      { kind: 'cleaned', index: 'books', node: 'n0', shards: [0] },
      { kind: 'fleet', version: 2, change: 'add-node n3' },
    ],
    { move_failed: 1, outgoing_cleaned: 1, fleet_changed: 1 },
  ],
])('events of engines: %s', (_name, events, expected) => {
  expect(countProbes(nothing, events)).toEqual(expected);
});

test('a move is resumed when another session goes on with it, not when it begins anew', () => {
  const moves = [
    step(1, 'copy'),
    step(1, 'copy'),
    step(2, 'copy'),
    step(2, 'ended'),
    step(3, 'copy'),
  ];
  expect(countProbes({ ...nothing, moves }, [])).toEqual({ move_resumed: 1 });
});

test('a change of the fleet is refused by an answer that says so', () => {
  const operations = [
    answered('POST', 409),
    answered('POST', 202),
    answered('GET', 404),
    answered('DELETE', 503),
  ];
  expect(countProbes({ ...nothing, operations }, [])).toEqual({ fleet_change_refused: 1 });
});

test('an index is renamed when it has another name than before', () => {
  const named = (index: string, name: string) => ({
    at: 0,
    index,
    acceptedName: name,
    name,
    task: null,
  });
  const names = [
    named('books', 'books'),
    named('songs', 'songs'),
    named('books', 'songs'),
    named('songs', 'books'),
    named('songs', 'books'),
  ];
  expect(countProbes({ ...nothing, names }, [])).toEqual({ index_renamed: 2 });
});
