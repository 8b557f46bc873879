import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';
import { freePort, loopback } from '../../proxy/demo/free-port.ts';
import type { ApiSide } from './api-side.ts';
import { compareServers } from './comparison.ts';
import { exceptions } from './exceptions.ts';
import { type Oracle, startOracle } from './oracle.ts';
import { allThemes } from './requests/all-themes.ts';
import { bodyBytesMax } from './requests/broken-payloads.ts';

const requestsMin = 300;

describe('Miroir over three nodes answers like one Meilisearch', () => {
  let fleet: Fleet;
  let miroir: ApiSide;
  let oracle: Oracle;
  const needlessExceptions: string[] = [];

  beforeAll(async () => {
    const port = await freePort();
    fleet = await startFleet({
      port,
      nodes: 3,
      replicationFactor: 2,
      shards: 16,
      configuration: { server: { bind: loopback, port, max_body_bytes: bodyBytesMax } },
    });
    miroir = { name: 'Miroir', url: fleet.url, masterKey: fleet.masterKey };
    oracle = await startOracle(fleet.masterKey, bodyBytesMax);
  });

  afterAll(async () => {
    await Promise.all([fleet?.stop(), oracle?.stop()]);
  });

  test.for(allThemes.map((theme) => [theme.name, theme] as const))('%s', async ([, theme]) => {
    const report = await compareServers(oracle, miroir, theme.requests);
    needlessExceptions.push(...report.needlessExceptions);
    expect(report.differences.join('\n\n')).toBe('');
    expect(report.requestCount).toBe(theme.requests.length);
  });

  test('every listed exception is used, and still one', () => {
    const requests = allThemes.flatMap((theme) => theme.requests);
    const used = new Set<string | null>(requests.map((request) => request.exception));
    expect(Object.keys(exceptions).filter((name) => !used.has(name))).toEqual([]);
    expect(needlessExceptions).toEqual([]);
  });

  test(`at least ${requestsMin} requests are compared`, () => {
    const compared = allThemes
      .flatMap((theme) => theme.requests)
      .filter((request) => request.exception === null);
    expect(compared.length).toBeGreaterThanOrEqual(requestsMin);
  });
});
