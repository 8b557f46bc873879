import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMeilisearch } from '../../proxy/demo/meilisearch-binary.ts';
import { startMeilisearchNode } from '../../proxy/demo/meilisearch-node.ts';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';
import { Agreement } from './testing/agreement.ts';
import { TwinNodes } from './testing/twin-nodes.ts';
import { type Comparison, compareBatches, compareSequence } from './testing/twin-sequence.ts';

/**
 * The simulated node is held to the real one: both are told the same, and what they answer is
 * compared as text. README.md lists what may differ.
 */
const masterKey = 'conformanceKey0123456789';
const firstSeed = 1;
const sequences = 32;
const batchedSequences = 10;

let folder: string;
let node: ServerProcess;
let comparison: Comparison;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-conformance-'));
  const binary = await findMeilisearch();
  node = await startMeilisearchNode({ id: 'real', binary, folder, masterKey });
  const twins = new TwinNodes({ url: node.url, key: masterKey, sleep: (ms) => sleep(ms) });
  comparison = { twins, agreement: new Agreement() };
});

afterAll(async () => {
  await node.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('the simulated node', () => {
  test('answers generated sequences as Meilisearch does', async () => {
    for (let seed = firstSeed; seed < firstSeed + sequences; seed += 1) {
      await compareSequence(comparison, seed);
    }
    expectAgreement(
      { filters: 2000, facets: 1000, documents: 1000, totals: 4000, tasks: 200, settings: 200 },
      0.99,
    );
    expectAgreement({ sorts: 1000, distinct: 500, pages: 500, statistics: 500 }, 0.99);
    expectAgreement({ text: 500, format: 300 }, 0.95);
  });

  // Before the batches, whose number depends on how fast the machine is.
  test('its agreement is written down', async () => {
    const file = new URL('../../reports/data/model-conformance.json', import.meta.url);
    await writeFile(file, comparison.agreement.print());
    expect(comparison.agreement.compared('filters')).toBeGreaterThan(0);
  });

  test('batches waiting tasks as Meilisearch does', async () => {
    const busyDocuments = Array.from({ length: 6000 }, (_, id) => ({
      id,
      text: `word${id % 977} other${id % 1013} more${id % 499}`,
    }));
    for (let seed = firstSeed; seed < firstSeed + batchedSequences; seed += 1) {
      await compareBatches(comparison, seed, busyDocuments);
    }
    // Of 20; a fast machine may begin before all writes of a batch are there, which leaves it out.
    expectAgreement({ batches: 6 }, 0.95);
  });
});

/** At least so many answers of each kind must have been compared, and this share must be equal. */
function expectAgreement(least: Readonly<Record<string, number>>, share: number): void {
  const { agreement } = comparison;
  for (const [kind, count] of Object.entries(least)) {
    const shown = agreement.differences
      .filter((difference) => difference.kind === kind)
      .slice(0, 5)
      .map(({ request, real, simulated }) => `${request}\n  ${real}\n  ${simulated}`);
    expect(agreement.compared(kind), kind).toBeGreaterThanOrEqual(count);
    expect(agreement.share(kind), `${kind}\n${shown.join('\n')}`).toBeGreaterThanOrEqual(share);
  }
}
