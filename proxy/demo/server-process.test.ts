import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerProcess, ServerStartError } from './server-process.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-server-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A process that never serves: nothing listens on the port of its address. */
function idle(...command: string[]): ServerProcess {
  return new ServerProcess({
    id: 'idle',
    url: 'http://127.0.0.1:1',
    command,
    environment: process.env,
    folder,
    logFile: join(folder, 'idle.log'),
  });
}

test('a start that is called off ends the process', async () => {
  const server = idle('sleep', '60');
  const calledOff = new AbortController();
  const starting = server.start(calledOff.signal);
  await expect.poll(() => server.pid).toBeTypeOf('number');
  const pid = Number(server.pid);
  expect(isAlive(pid)).toBe(true);
  calledOff.abort();
  await expect(starting).rejects.toThrow('aborted');
  expect(server.pid).toBeUndefined();
  expect(isAlive(pid)).toBe(false);
});

test('a process that ends at once fails its start with what it wrote', async () => {
  const server = idle('sh', '-c', 'echo no luck today; exit 3');
  const failure = await server.start().catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ServerStartError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(
      /^idle ended at its start \(code 3\); its log .* ends:\nno luck today$/,
    ),
  });
});

test('a program that does not exist fails its start', async () => {
  await expect(idle(join(folder, 'nothing')).start()).rejects.toThrow('(code 127)');
});

test('stopping what does not run does nothing', async () => {
  const server = idle('sleep', '60');
  await expect(server.stop()).resolves.toBeUndefined();
  await expect(server.kill()).resolves.toBeUndefined();
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
