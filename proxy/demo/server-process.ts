import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process ended: one of the two is set. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run and how to see that it serves. */
export interface ServerOptions {
  /** The name in messages, such as `meili-0`. */
  readonly id: string;
  /** Where it serves; `GET <url>/health` answers 200 once it does. */
  readonly url: string;
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly logFile: string;
  readonly onUnexpectedExit?: UnexpectedExit | undefined;
}

/** Called when a server ends without having been asked to. */
export type UnexpectedExit = (server: ServerProcess, exit: ServerExit) => void;

/** A server that ended, or did not answer in time, before it was of any use. */
export class ServerStartError extends Error {
  override name = 'ServerStartError';
}

const startLimitMs = 30_000;
/** Meilisearch finishes the requests under way before it ends; an indexing batch may take seconds. */
const stopLimitMs = 10_000;
const pollIntervalMs = 20;
const logTailCharacters = 2000;

/**
 * The shell becomes the server (`exec`), so its process id is the server's. Beside it waits a
 * reader of our end of a pipe: when this process is gone, however it ended, the pipe closes and
 * the server is killed. Nothing is left behind after a SIGKILL of the launcher.
 */
const watchedCommand = [
  'exec 3<&0',
  '{ cat <&3 >/dev/null; kill -KILL $$ 2>/dev/null; } &',
  'exec "$@" 3<&- </dev/null',
].join('\n');

/** One server as a child process, which can be stopped, killed and started again. */
export class ServerProcess {
  readonly id: string;
  readonly url: string;
  readonly logFile: string;
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;

  constructor(options: ServerOptions) {
    this.id = options.id;
    this.url = options.url;
    this.logFile = options.logFile;
    this.#options = options;
  }

  /** The process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts the process and waits until it serves; does nothing if it runs already. Throws
   * {@link ServerStartError} with the end of its log, or the reason of `signal`; then nothing runs.
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#child !== undefined) return;
    const child = await spawnWatched(this.#options);
    this.#child = child;
    try {
      await untilHealthy(child, this.#options, signal);
    } catch (error) {
      await this.kill();
      throw error;
    }
    child.once('exit', (code, endedBy) => this.#ended(child, { code, signal: endedBy }));
    if (!isRunning(child)) this.#ended(child, { code: child.exitCode, signal: child.signalCode });
  }

  /** Asks it to end (SIGTERM) and kills it if it has not within ten seconds. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it at once (SIGKILL), as a crash would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    if (!isRunning(child)) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(late);
  }

  /** Whoever asks for the end forgets the child first: an exit of the current child is a surprise. */
  #ended(child: ChildProcess, exit: ServerExit): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#options.onUnexpectedExit?.(this, exit);
  }
}

/** This process's environment without the variables that configure the servers it starts. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(MIROIR|MEILI)_/.test(name));
  return Object.fromEntries(inherited);
}

async function spawnWatched(options: ServerOptions): Promise<ChildProcess> {
  await mkdir(options.folder, { recursive: true });
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = await open(options.logFile, 'a');
  try {
    // A session of its own, so that Ctrl-C reaches only the launcher, which ends its children in order.
    const child = spawn('sh', ['-c', watchedCommand, 'sh', ...options.command], {
      cwd: options.folder,
      env: options.environment,
      stdio: ['pipe', log.fd, log.fd],
      detached: true,
    });
    await once(child, 'spawn');
    child.stdin?.on('error', () => undefined);
    return child;
  } finally {
    await log.close();
  }
}

async function untilHealthy(
  child: ChildProcess,
  options: ServerOptions,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadlineMs = performance.now() + startLimitMs;
  while (isRunning(child)) {
    signal?.throwIfAborted();
    if (await answersHealth(options.url)) return;
    if (performance.now() > deadlineMs) {
      throw await startError(options, `did not answer within ${startLimitMs / 1000} s`);
    }
    await sleep(pollIntervalMs);
  }
  const end = child.signalCode ?? `code ${child.exitCode}`;
  throw await startError(options, `ended at its start (${end})`);
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function answersHealth(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function startError(options: ServerOptions, what: string): Promise<ServerStartError> {
  const log = await readFile(options.logFile, 'utf8');
  const tail = log.slice(-logTailCharacters).trim();
  return new ServerStartError(`${options.id} ${what}; its log ${options.logFile} ends:\n${tail}`);
}
