import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a person would. */
function chaos(...parameters: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ['chaos/main.ts', ...parameters];
    execFile(process.execPath, command, { cwd: root, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('npm run chaos', { timeout: 60_000 }, () => {
  test('prints one run, and as its last two lines the hash and the verdict', async () => {
    const { code, stdout } = await chaos('--seed', '7');
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nhash [0-9a-f]{8}\nverdict ok\n$/);
    expect(stdout).toContain('probes  ');
    expect((await chaos('--seed', '7')).stdout).toBe(stdout);
  });

  test('runs a plan that it printed, to the same hash', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miroir-plan-'));
    const file = join(folder, 'run.plan.json');
    const printed = await chaos('--seed', '9', '--profile', 'swarm', '--print-plan');
    await writeFile(file, printed.stdout);
    const [fromSeed, fromPlan] = [
      await chaos('--seed', '9', '--profile', 'swarm'),
      await chaos('--plan', file),
    ];
    await rm(folder, { recursive: true });
    const tail = /hash .*\nverdict .*\n$/.exec(fromSeed.stdout)?.[0] ?? 'no hash';
    expect(fromPlan.stdout).toContain(tail);
  });

  test('writes every event with its cause', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miroir-trace-'));
    const file = join(folder, 'run.jsonl');
    await chaos('--seed', '3', '--profile', 'quiet', '--trace', file);
    const lines = (await readFile(file, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    await rm(folder, { recursive: true });
    const events = lines.slice(1, -1);
    expect(lines[0]).toMatchObject({ format: 1, profile: 'quiet' });
    expect(lines.at(-1)).toMatchObject({ verdict: 'ok', events: events.length });
    const known = new Set([-1]);
    for (const { i, cause } of events) {
      expect(known.has(cause)).toBe(true);
      known.add(i);
    }
  });

  test('ends with the exit code of the failure, and says how to see it again', async () => {
    const { code, stdout } = await chaos('--seed', '7', '--profile', 'quiet', '--mutant', 'M33');
    expect(code).toBe(10);
    expect(stdout).toContain('CHAOS FAIL  safety/');
    expect(stdout).toContain(
      'npm run chaos -- --seed 0x0000000000000007 --profile quiet --mutant M33',
    );
    expect(stdout).toMatch(/\nverdict safety\n$/);
  });

  test('makes a failing run small, and runs what is left', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miroir-shrunk-'));
    const file = join(folder, 'small.plan.json');
    const run = ['--seed', '7', '--profile', 'quiet', '--mutant', 'M33'];
    const { code, stdout } = await chaos(...run, '--shrink', file);
    expect(code).toBe(10);
    expect(stdout).toMatch(/plan=\d+ → [12] items/);
    expect((await chaos('--plan', file)).code).toBe(10);
    await rm(folder, { recursive: true });
    expect((await chaos('--seed', '7', '--shrink', file)).code).toBe(2);
  });

  test('runs a scenario: one seed with its log, or some with a line of the table', async () => {
    const scenario = ['--scenario', 'cutover_chaos_no_ae_no_delta_blocked'];
    const one = await chaos(...scenario, '--seed', '3');
    expect(one.code).toBe(0);
    expect(one.stdout).toContain('profile cutover_chaos_no_ae_no_delta_blocked');
    expect(one.stdout).toContain('fleet_change_refused=1');
    const some = await chaos(...scenario, '--seed', '7', '--seeds', '4');
    expect(some.code).toBe(0);
    expect(some.stdout).toMatch(/\ncutover_chaos_no_ae_no_delta_blocked +4 +80 +0 +0 +0 .* ok\n/);
    expect(some.stdout).toMatch(/\nverdict ok\n$/);
  });

  test('refuses what it does not understand in one line', async () => {
    const { code, stderr } = await chaos('--seed', 'x');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^`x` is not a seed: .*\n$/);
    expect((await chaos('--plan', 'nowhere.json')).code).toBe(2);
  });

  test('stops cleanly on Ctrl-C, with what it has found so far', async () => {
    const child = spawn(process.execPath, ['chaos/main.ts', '--seconds', '50'], { cwd: root });
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.once('data', () => child.kill('SIGINT'));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(130);
    expect(stdout).toContain('verdict ok');
  });
});
