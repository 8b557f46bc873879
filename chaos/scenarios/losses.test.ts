import { describe, expect, test } from 'vitest';
import type { Exchange, RunRecord } from '../../sim/trace/record.ts';
import { runPlan } from '../../sim/run.ts';
import { scenarioCalled } from './all-scenarios.ts';
import { lostWrites, swallowedForGood } from './losses.ts';

/** A bypass run: its plan has the planted bug. */
async function bypassRecord(): Promise<RunRecord> {
  const { plan } = scenarioCalled('cutover_chaos_loss_rate_no_ae_no_delta');
  const plans = Array.from({ length: 20 }, (_, low) => plan({ high: 0, low }));
  const bypass = plans.find(({ mutant }) => mutant === 'M2');
  if (bypass === undefined) throw new Error('no run of these has the planted bug');
  return (await runPlan(bypass, { watchLeaks: false })).record;
}

describe('what is lost', () => {
  test('without a delta pass is what never arrived at the new node, and with the document it is found', async () => {
    const record = await bypassRecord();
    const lost = lostWrites(record);
    expect(lost.size).toBeGreaterThan(0);
    expect(swallowedForGood(record, 'n1')).toEqual(lost);
    expect(lostWrites({ ...record, operations: [] }).size).toBe(0);
    expect(lostWrites({ ...record, audit: null }).size).toBe(1050);
  });

  test('is not what arrived later, or elsewhere', () => {
    const exchange = (node: string, id: string, servedAt: number | null): Exchange => ({
      proxy: 'p0',
      node,
      method: 'POST',
      path: '/indexes/books/documents?primaryKey=id',
      body: `[{"id":"${id}"}]`,
      sentAt: 0,
      servedAt,
      endedAt: null,
      fate: servedAt === null ? 'request-lost' : 'answered',
      status: null,
      reply: null,
    });
    const exchanges = [
      exchange('n1', 'a', null),
      exchange('n1', 'a', 5),
      exchange('n1', 'b', null),
      exchange('n0', 'c', null),
    ];
    expect([...swallowedForGood({ exchanges }, 'n1')]).toEqual(['b']);
  });
});
