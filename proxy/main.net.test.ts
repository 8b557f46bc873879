import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listen } from './http/listen.ts';

const mainFile = fileURLToPath(new URL('main.ts', import.meta.url));
const startTimeoutMs = 15_000;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'miroir-main-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const running = new Set<ChildProcess>();
const nodes = new Set<Server>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const node of nodes) node.close().closeAllConnections();
  running.clear();
  nodes.clear();
});

interface Command {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

const keys = { MIROIR_MASTER_KEY: 'm', MIROIR_NODE_MASTER_KEY: 'n', MIROIR_ADMIN_API_KEY: 'a' };

function start(
  commandArguments: readonly string[],
  environment: NodeJS.ProcessEnv = keys,
): Command {
  const { PATH } = process.env;
  const child = spawn(process.execPath, [mainFile, ...commandArguments], {
    cwd: directory,
    env: { PATH, ...environment },
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output, ended };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A node that takes `delayMs` to answer anything. */
async function slowNode(delayMs: number): Promise<number> {
  const server = createServer((_, response) => {
    const body = '{"commitSha":"unknown","commitDate":"unknown","pkgVersion":"1.21.0"}';
    setTimeout(() => response.end(body), delayMs);
  });
  nodes.add(server);
  return listen(server, 0, '127.0.0.1');
}

/** The arguments for a proxy over one node at `nodePort`, and its address. */
async function proxyOver(nodePort: number): Promise<{ flags: string[]; url: string }> {
  const port = await freePort();
  const file = join(directory, `${port}.yaml`);
  const store = join(directory, `${port}.db`);
  writeFileSync(
    file,
    `replication_factor: 1
server: { bind: 127.0.0.1, port: ${port} }
metrics: { port: ${await freePort()} }
task_store: { path: ${JSON.stringify(store)} }
nodes: [{ id: a, address: "http://127.0.0.1:${nodePort}" }]
`,
  );
  return { flags: ['--config', file], url: `http://127.0.0.1:${port}` };
}

async function untilReady(command: Command): Promise<void> {
  await expect
    .poll(() => command.output.stdout, { timeout: startTimeoutMs })
    .toContain('"message":"ready"');
}

describe('the command', () => {
  test('prints its help and its version, and does nothing else', async () => {
    const [help, version] = [start(['--help'], {}), start(['--version'], {})];
    expect(await help.ended).toBe(0);
    expect(help.output.stdout).toContain('Usage: miroir');
    expect(await version.ended).toBe(0);
    expect(version.output.stdout).toMatch(/^miroir \d+\.\d+\.\d+\n$/);
  });

  test('ends with 2 and every reason when its configuration is wrong', async () => {
    const command = start(['--set', 'shards=0', '--port', 'x'], {});
    expect(await command.ended).toBe(2);
    expect(command.output.stdout).toBe('');
    for (const key of ['shards is 0', 'server.port is "x"', 'master_key is not set', 'nodes is']) {
      expect(command.output.stderr).toContain(key);
    }
  });

  test('ends with 1 and the reason when it cannot start', async () => {
    const { flags } = await proxyOver(1);
    const missing = join(directory, 'missing', 'tasks.db');
    const command = start([...flags, '--set', `task_store.path=${missing}`]);
    expect(await command.ended).toBe(1);
    expect(command.output.stderr).toContain(`the task store ${missing} cannot be opened`);
  });
});

describe('a running proxy', () => {
  test('is healthy without any node, and ends with 0 when it is told to', async () => {
    const { flags, url } = await proxyOver(1);
    const command = start(flags);
    await untilReady(command);
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'available' }]);
    expect((await fetch(`${url}/indexes`)).status).toBe(401);
    command.child.kill('SIGTERM');
    expect(await command.ended).toBe(0);
    expect(command.output.stdout).toContain('"message":"stopped"');
    expect(command.output.stderr).toBe('');
  });

  test('answers what is in flight before it ends', async () => {
    const { flags, url } = await proxyOver(await slowNode(800));
    const command = start(flags);
    await untilReady(command);
    const headers = { authorization: 'Bearer m' };
    const answer = fetch(`${url}/version`, { headers });
    await new Promise((resolve) => setTimeout(resolve, 200));
    command.child.kill('SIGTERM');
    expect((await answer).status).toBe(200);
    expect(await command.ended).toBe(0);
  });

  test('ends at once at the second signal', async () => {
    const { flags, url } = await proxyOver(await slowNode(10_000));
    const command = start(flags);
    await untilReady(command);
    const headers = { authorization: 'Bearer m' };
    const answer = fetch(`${url}/version`, { headers }).then(
      () => 'answered',
      () => 'cut off',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    command.child.kill('SIGINT');
    await expect.poll(() => command.output.stdout).toContain('"message":"stopping"');
    command.child.kill('SIGINT');
    expect(await command.ended).toBe(1);
    expect(await answer).toBe('cut off');
  });

  test('never writes a key into its log', async () => {
    const secrets = {
      MIROIR_MASTER_KEY: 's3cret-master',
      MIROIR_NODE_MASTER_KEY: 's3cret-node',
      MIROIR_ADMIN_API_KEY: 's3cret-admin',
    };
    const { flags, url } = await proxyOver(await slowNode(0));
    const command = start([...flags, '--set', 'log.level=trace'], secrets);
    await untilReady(command);
    await fetch(`${url}/version`, { headers: { authorization: 'Bearer s3cret-master' } });
    await fetch(`${url}/_miroir/ready`, { headers: { 'x-admin-key': 's3cret-admin' } });
    command.child.kill('SIGTERM');
    expect(await command.ended).toBe(0);
    expect(command.output.stdout).toContain('"message":"request"');
    expect(command.output.stdout + command.output.stderr).not.toContain('s3cret');
  });
});
