import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const bundle = fileURLToPath(new URL('dist/proxy.cjs', root));
const reports = new URL('reports/data/', root);
const starts = 9;
const idleMs = 3000;

/** A bare server in the same runtime: what any Node process needs to answer at all. */
const bareServer = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(Number(process.env.PORT), '127.0.0.1')`;

/** Measures how soon the bundle answers `/health`, against a bare server, and what it holds when idle. */
export async function measureStart(): Promise<void> {
  if (!existsSync(bundle))
    throw new Error('There is no bundle to measure: run `npm run build` first.');
  const folder = mkdtempSync(join(tmpdir(), 'miroir-start-'));
  try {
    const proxyMs: number[] = [];
    const bareMs: number[] = [];
    for (let round = 0; round < starts; round += 1) {
      bareMs.push(await timeToAnswer(['-e', bareServer], {}));
      proxyMs.push(await timeToAnswer([bundle], proxyEnvironment(folder)));
    }
    const idleRssMib = await measureIdle(folder);
    const healthMs = median(proxyMs);
    const bareServerMs = median(bareMs);
    const report = { healthMs, bareServerMs, ratio: healthMs / bareServerMs, idleRssMib, starts };
    mkdirSync(reports, { recursive: true });
    writeFileSync(new URL('bench-start.json', reports), `${JSON.stringify(report, null, 2)}\n`);
    console.log(
      `/health after ${healthMs.toFixed(0)} ms (a bare server: ${bareServerMs.toFixed(0)} ms); idle ${idleRssMib.toFixed(0)} MiB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function proxyEnvironment(folder: string): Record<string, string> {
  return {
    MIROIR_MASTER_KEY: 'benchMasterKey0123456789',
    MIROIR_NODE_MASTER_KEY: 'benchNodeKey0123456789',
    MIROIR_ADMIN_API_KEY: 'benchAdminKey0123456789',
    MIROIR_NODES: JSON.stringify([
      { id: 'meili-0', address: 'http://127.0.0.1:9', replica_group: 0 },
    ]),
    MIROIR_REPLICATION_FACTOR: '1',
    MIROIR_SERVER__BIND: '127.0.0.1',
    MIROIR_TASK_STORE__PATH: join(folder, 'tasks.db'),
  };
}

async function timeToAnswer(args: string[], environment: Record<string, string>): Promise<number> {
  const { child, port, startMs } = await start(args, environment);
  try {
    await untilAnswer(port);
    return performance.now() - startMs;
  } finally {
    await stop(child);
  }
}

async function measureIdle(folder: string): Promise<number> {
  const { child, port } = await start([bundle], proxyEnvironment(folder));
  try {
    await untilAnswer(port);
    await sleep(idleMs);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } finally {
    await stop(child);
  }
}

async function start(
  args: string[],
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; port: number; startMs: number }> {
  const [port, metricsPort] = await Promise.all([freePort(), freePort()]);
  const ports = {
    PORT: String(port),
    MIROIR_SERVER__PORT: String(port),
    MIROIR_METRICS__PORT: String(metricsPort),
  };
  const startMs = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...environment, ...ports },
    stdio: 'ignore',
  });
  return { child, port, startMs };
}

async function untilAnswer(port: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    if (await answers(port)) return;
    await sleep(1);
  }
  throw new Error('The process did not answer /health within ten seconds.');
}

/** Whether the process answers 200; on a connection of its own, for a probe keeps none. */
function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const request = get({ host: '127.0.0.1', port, path: '/health', agent: false }, (answer) => {
    answer.resume();
    resolve(answer.statusCode === 200);
  });
  request.on('error', () => resolve(false));
  return promise;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
