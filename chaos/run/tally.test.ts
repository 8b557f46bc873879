import { describe, expect, test } from 'vitest';
import type { Operation } from '../../sim/trace/operation.ts';
import type { RunRecord } from '../../sim/trace/record.ts';
import { addTallies, emptyTally, tallyOf } from './tally.ts';

function write(client: string, status: number): Operation {
  return {
    id: `${client}.0`,
    client,
    proxy: 'p0',
    attemptOf: `${client}.0`,
    intent: {
      kind: 'write-documents',
      index: 'books',
      method: 'POST',
      documents: [
        { id: 'a', v: 'x' },
        { id: 'b', v: 'x' },
      ],
    },
    invokedAt: 0,
    endedAt: 1,
    outcome: { kind: 'answer', status, headers: {}, body: '{}' },
  };
}

describe('the tally of a run', () => {
  test('counts what was acknowledged, struck, moved and lost', () => {
    const record: Pick<RunRecord, 'operations' | 'faults' | 'moves'> = {
      operations: [write('w', 202), write('c0', 202), write('c1', 503)],
      faults: ['lossy-link', 'loss', 'loss', 'crash', 'restart', 'heal'].map((kind) => ({
        at: 0,
        kind,
        target: 'n1',
      })),
      moves: (['copy', 'ended'] as const).map((phase) => ({
        at: 0,
        proxy: 'p0',
        session: 1,
        index: 'books',
        target: 'n1',
        shards: [],
        phase,
      })),
    };
    const lost = { key: 'a', message: '', operations: [], at: 0 };
    const violations = [
      { ...lost, checker: 'acked_write_durable' },
      { ...lost, checker: 'task_truth' },
    ];
    const tally = tallyOf(record, violations);
    expect(tally).toEqual({ documents: 2, injected: 3, moves: 1, lost: 1 });
    expect(addTallies(tally, addTallies(emptyTally, tally))).toEqual({
      documents: 4,
      injected: 6,
      moves: 2,
      lost: 2,
    });
  });
});
