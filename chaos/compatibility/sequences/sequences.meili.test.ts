import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../../../proxy/demo/fleet.ts';
import type { ApiSide } from '../api-side.ts';
import { type Oracle, startOracle } from '../oracle.ts';
import { bodyBytesMax } from '../requests/broken-payloads.ts';
import { commandsFor } from './commands.ts';
import { TwoServers } from './two-servers.ts';

const sequences = 25;

let fleet: Fleet;
let miroir: ApiSide;
let oracle: Oracle;

beforeAll(async () => {
  fleet = await startFleet({ nodes: 3, replicationFactor: 2, shards: 8 });
  miroir = { name: 'Miroir', url: fleet.url, masterKey: fleet.masterKey };
  oracle = await startOracle(fleet.masterKey, bodyBytesMax);
});

afterAll(async () => {
  await Promise.all([fleet?.stop(), oracle?.stop()]);
});

test(`${sequences} sequences of requests are answered alike, step by step`, async () => {
  let run = 0;
  const names = ['one', 'two', 'three'];
  const sequence = fc.asyncProperty(commandsFor(names), async (commands) => {
    run += 1;
    const servers = await TwoServers.begin(oracle, miroir, names);
    await fc.asyncModelRun(() => ({ model: {}, real: servers }), commands);
  });
  await fc.assert(sequence, { numRuns: sequences, seed: 20_260_921, endOnFailure: false });
  expect(run).toBeGreaterThanOrEqual(sequences);
}, 600_000);
