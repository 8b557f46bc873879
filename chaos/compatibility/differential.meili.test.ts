import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnswerWatch } from './answer-watch.ts';
import { type ComparedServers, startComparedServers } from './compared-servers.ts';
import { compareServers } from './comparison.ts';
import { errorCodes } from './error-codes.ts';
import { exceptions } from './exceptions.ts';
import { themes } from './themes.ts';
import { unreachedCodes } from './unreached-codes.ts';

const requestsMin = 3000;
const exceptionsMax = 15;

describe('Miroir over three nodes answers like one Meilisearch', () => {
  let servers: ComparedServers;
  let watch: AnswerWatch;
  const needlessExceptions: string[] = [];

  beforeAll(async () => {
    servers = await startComparedServers();
    const { fleet } = servers;
    const nodes = fleet.nodes.flatMap(({ id, url }) => [id, url]);
    watch = new AnswerWatch(['_miroir_', fleet.nodeKey, fleet.adminKey, ...nodes]);
  });

  afterAll(async () => {
    await servers?.stop();
  });

  test.for(themes.map((theme) => [theme.name, theme] as const))('%s', async ([, theme]) => {
    const report = await compareServers(servers.oracle, servers.miroir, theme.requests, watch);
    needlessExceptions.push(...report.needlessExceptions);
    expect(report.differences.join('\n\n')).toBe('');
    expect(report.requestCount).toBe(theme.requests.length);
  });

  test('every listed exception is used, and still one', () => {
    const requests = themes.flatMap((theme) => theme.requests);
    const used = new Set<string | null>(requests.map((request) => request.exception));
    expect(Object.keys(exceptions).filter((name) => !used.has(name))).toEqual([]);
    expect(needlessExceptions).toEqual([]);
    expect(Object.keys(exceptions).length).toBeLessThanOrEqual(exceptionsMax);
  });

  test('no answer shows a hidden field, the name or address of a node, or a key', () => {
    expect(watch.leaks.join('\n')).toBe('');
  });

  test('every error code is reached, or listed with the reason why it cannot be', () => {
    const unreached = errorCodes.filter((code) => !watch.codes.has(code));
    expect(unreached).toEqual([...unreachedCodes.keys()].toSorted());
  });

  test(`at least ${requestsMin} requests are compared`, () => {
    const compared = themes
      .flatMap((theme) => theme.requests)
      .filter((request) => request.exception === null);
    expect(compared.length).toBeGreaterThanOrEqual(requestsMin);
  });
});
