import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFilms } from './films.ts';
import { MovingFleet } from './moving-fleet.ts';
import { differenceFrom, type RunbookStep, runbookSteps } from './runbook-steps.ts';

const page = readFileSync(new URL('../../docs/migration-runbook.md', import.meta.url), 'utf8');
const [preparation, ...steps] = runbookSteps(page);
const stepLimitMs = 90_000;
const spares = ['meili-3', 'meili-4', 'meili-5', 'meili-6'];

const configuration = {
  health: { interval_ms: 200, timeout_ms: 1000, unhealthy_threshold: 2, recovery_threshold: 1 },
  scatter: { node_timeout_ms: 500 },
  session: { renew_interval_ms: 100, lease_ms: 2000 },
  movement: { max_concurrent_migrations: 16 },
};

let fleet: MovingFleet;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  fleet = await MovingFleet.start({ replicationFactor: 2, shards: 16, proxies: 1, configuration });
  await loadFilms(fleet, 500);
  const addresses: Record<string, string> = {};
  for (const id of spares) {
    const node = await fleet.startNode(id);
    addresses[id.toUpperCase().replace('-', '_')] = node.url;
  }
  const { admin, master, node } = fleet.keys;
  environment = {
    PATH: process.env['PATH'],
    MIROIR: fleet.proxies[0]?.url,
    ADMIN_KEY: admin,
    MASTER_KEY: master,
    NODE_KEY: node,
    ...addresses,
  };
});

afterAll(async () => {
  await fleet?.stop();
});

describe('the runbook', () => {
  test('begins with what its commands need', () => {
    expect(preparation?.commands).toContain('until_in_place()');
    expect(steps.length).toBeGreaterThan(30);
  });

  test.each(steps.map((step, place) => ({ place: place + 1, heading: step.heading, step })))(
    'step $place, $heading: prints what the page shows',
    async ({ step }) => {
      await stage(step);
      expect(differenceFrom(step.answer, await run(step.commands))).toBeUndefined();
    },
    stepLimitMs,
  );
});

async function stage({ faults }: RunbookStep): Promise<void> {
  for (const { action, node } of faults) {
    await (action === 'kill' ? fleet.crash(fleet.node(node)) : fleet.revive(fleet.node(node)));
    const status = action === 'kill' ? 'failed' : 'active';
    await expect.poll(() => healthOf(node), { timeout: 10_000 }).toBe(status);
  }
}

/** Whether the proxy believes that a node answers. */
async function healthOf(node: string): Promise<string> {
  const [proxy] = fleet.proxies;
  const label = `node_id="${node}"`;
  const isHealthy =
    proxy !== undefined && (await fleet.metric(proxy, 'miroir_node_healthy', label)) === 1;
  return isHealthy ? 'active' : 'failed';
}

/** Runs commands as somebody who has typed the preparation before; what they print. */
async function run(commands: string): Promise<string> {
  const script = `set -eu\n${preparation?.commands ?? ''}\n${commands}`;
  const { stdout } = await promisify(execFile)('bash', ['-c', script], {
    env: environment,
    timeout: stepLimitMs,
  });
  return stdout.trim();
}
