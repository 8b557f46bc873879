import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';
import { freePort, loopback } from '../../proxy/demo/free-port.ts';
import type { ApiSide } from './api-side.ts';
import { type Oracle, startOracle } from './oracle.ts';
import { bodyBytesMax } from './requests/broken-payloads.ts';

/** Miroir over three nodes, every document on two of them, and one Meilisearch beside it. */
export interface ComparedServers {
  readonly fleet: Fleet;
  readonly miroir: ApiSide;
  readonly oracle: Oracle;
  stop(): Promise<void>;
}

// Which tasks a Meilisearch takes together is chance; Miroir takes each by itself.
const singleTasks = '--experimental-max-number-of-batched-tasks=1';

/** Starts both, empty, with the same master key and the same limits. */
export async function startComparedServers(): Promise<ComparedServers> {
  const port = await freePort();
  const fleet = await startFleet({
    port,
    nodes: 3,
    replicationFactor: 2,
    shards: 16,
    configuration: { server: { bind: loopback, port, max_body_bytes: bodyBytesMax } },
  });
  const oracle = await startOracle(fleet.masterKey, bodyBytesMax, [singleTasks]);
  const miroir = { name: 'Miroir', url: fleet.url, masterKey: fleet.masterKey };
  const stop = async () => {
    await Promise.all([fleet.stop(), oracle.stop()]);
  };
  return { fleet, miroir, oracle, stop };
}
