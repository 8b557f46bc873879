import { readFileSync } from 'node:fs';
import { createEngine } from '../engine/engine.ts';
import packageFile from '../package.json' with { type: 'json' };
import { type Configuration, readConfiguration } from './config/configuration.ts';
import type { Door } from './door.ts';
import { Host } from './host.ts';

/**
 * The command `miroir`, behind a door that may stand open already. Ends the process: with 0 when it
 * was told to stop, with 1 when it cannot start, with 2 when its configuration is wrong.
 */
export async function runCommand(door: Door | undefined): Promise<void> {
  const configuration = readConfiguration({
    arguments: process.argv.slice(2),
    environment: process.env,
    readFile,
  });
  switch (configuration.kind) {
    case 'help':
      process.stdout.write(configuration.text);
      break;
    case 'version':
      process.stdout.write(`miroir ${packageFile.version}\n`);
      break;
    case 'refused':
      process.stderr.write(refusalText(configuration.refusals));
      process.exit(2);
      break;
    case 'run':
      await run(configuration, door);
      break;
  }
}

async function run(
  { engine, proxy }: Extract<Configuration, { kind: 'run' }>,
  door: Door | undefined,
): Promise<void> {
  const stopping = new AbortController();
  try {
    const host = new Host(createEngine, engine, proxy, door);
    stopOnSignal(host, stopping);
    await host.start();
    const { port, bind } = proxy.server;
    host.log({ version: packageFile.version, port, bind, pid: process.pid }, 'ready');
  } catch (error) {
    // A host that is told to stop while it starts cannot finish starting.
    if (stopping.signal.aborted) return;
    process.stderr.write(`Miroir cannot start: ${messageOf(error)}\n`);
    process.exit(1);
  }
}

/** The first signal stops the host in order; a second one ends the process at once. */
function stopOnSignal(host: Host, stopping: AbortController): void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
    host.log({ signal }, 'stopping');
    void stop(host);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stop(host: Host): Promise<void> {
  try {
    await host.stop();
    host.log({}, 'stopped');
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Miroir did not stop in order: ${messageOf(error)}\n`);
    process.exit(1);
  }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function refusalText(refusals: readonly string[]): string {
  const lines = refusals.map((refusal) => `  - ${refusal}\n`);
  return `The configuration is wrong:\n${lines.join('')}Every setting is explained by --help.\n`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
