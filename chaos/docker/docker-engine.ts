import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import Docker from 'dockerode';

/** A Docker engine that answers. */
export interface DockerEngine {
  readonly docker: Docker;
  /**
   * How a container's port is reached from here: `bridge` maps ports; on an engine without a
   * bridge (a restricted machine) containers use the network of the machine itself.
   */
  readonly network: 'bridge' | 'host';
  /** Ends the engine if it was started here; whatever was found running is left running. */
  stop(): Promise<void>;
}

/** No engine answers and none could be started; the message is one line that says why. */
class DockerUnavailable extends Error {
  override name = 'DockerUnavailable';
}

const execute = promisify(execFile);
const answerLimitMs = 3000;
const startLimitMs = 30_000;
const stopLimitMs = 20_000;
const pollIntervalMs = 100;

/** From what is usual to what still works in a container that may change little of its machine. */
const daemonVariants: readonly (readonly string[])[] = [
  [],
  ['--storage-driver=vfs'],
  ['--iptables=false', '--bridge=none'],
  ['--iptables=false', '--bridge=none', '--storage-driver=vfs'],
];

/**
 * The engine of `DOCKER_HOST` or of the default socket; else one that is started here, with a
 * folder and a socket of its own, and named in this process's `DOCKER_HOST` so that testcontainers
 * finds it. Throws {@link DockerUnavailable}.
 */
export async function openDockerEngine(): Promise<DockerEngine> {
  const docker = new Docker();
  if (await answers(docker))
    return { docker, network: await networkOf(docker), stop: async () => {} };
  if (process.env['DOCKER_HOST']) {
    throw new DockerUnavailable(
      `No Docker engine answers at DOCKER_HOST=${process.env['DOCKER_HOST']}.`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new DockerUnavailable(
      'No Docker engine answers at the default socket, and only root could start one here.',
    );
  }
  return startedEngine();
}

async function startedEngine(): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'miroir-docker-'));
  const logFile = join(folder, 'dockerd.log');
  for (const variant of daemonVariants) {
    const daemon = await spawnDaemon(folder, logFile, variant);
    const docker = new Docker({ socketPath: socketOf(folder) });
    if (await untilAnswering(docker, daemon)) return engineOf(docker, daemon, folder);
    await endDaemon(daemon);
  }
  throw new DockerUnavailable(
    `No Docker engine answers, and dockerd ended in each of ${daemonVariants.length} ways of ` +
      `starting it; its log: ${logFile}`,
  );
}

function socketOf(folder: string): string {
  return join(folder, 'docker.sock');
}

async function spawnDaemon(
  folder: string,
  logFile: string,
  variant: readonly string[],
): Promise<ChildProcess> {
  const places = [
    `--host=unix://${socketOf(folder)}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'dockerd.pid')}`,
  ];
  const log = await open(logFile, 'a');
  try {
    const daemon = spawn('dockerd', [...places, ...variant], { stdio: ['ignore', log.fd, log.fd] });
    await once(daemon, 'spawn');
    return daemon;
  } catch {
    await rm(folder, { recursive: true });
    throw new DockerUnavailable(
      'No Docker engine answers, and there is no dockerd to start (Debian: apt-get install docker.io).',
    );
  } finally {
    await log.close();
  }
}

async function untilAnswering(docker: Docker, daemon: ChildProcess): Promise<boolean> {
  const deadlineMs = performance.now() + startLimitMs;
  while (isRunning(daemon) && performance.now() < deadlineMs) {
    if (await answers(docker)) return true;
    await sleep(pollIntervalMs);
  }
  return false;
}

async function engineOf(
  docker: Docker,
  daemon: ChildProcess,
  folder: string,
): Promise<DockerEngine> {
  process.env['DOCKER_HOST'] = `unix://${socketOf(folder)}`;
  const endWithThisProcess = () => daemon.kill('SIGTERM');
  process.once('exit', endWithThisProcess);
  const stop = async () => {
    process.off('exit', endWithThisProcess);
    delete process.env['DOCKER_HOST'];
    await endDaemon(daemon);
    await removeFolder(folder);
  };
  return { docker, network: await networkOf(docker), stop };
}

/** SIGTERM lets the daemon end its containers and undo its mounts. */
async function endDaemon(daemon: ChildProcess): Promise<void> {
  if (!isRunning(daemon)) return;
  const exited = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const late = setTimeout(() => daemon.kill('SIGKILL'), stopLimitMs);
  await exited;
  clearTimeout(late);
}

/** The daemon leaves the mount of a network behind, which would keep the folder from being removed. */
async function removeFolder(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  const ours = mounts.map((mount) => mount.split(' ')[1] ?? '').filter(isWithin(folder));
  if (ours.length > 0) await execute('umount', ours.toReversed());
  await rm(folder, { recursive: true, force: true });
}

function isWithin(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(`${folder}/`);
}

function isRunning(daemon: ChildProcess): boolean {
  return daemon.exitCode === null && daemon.signalCode === null;
}

async function answers(docker: Docker): Promise<boolean> {
  const late = sleep(answerLimitMs, false, { ref: false });
  const ping = docker.ping().then(
    () => true,
    () => false,
  );
  return Promise.race([ping, late]);
}

async function networkOf(docker: Docker): Promise<DockerEngine['network']> {
  const networks = await docker.listNetworks();
  return networks.some(({ Driver }) => Driver === 'bridge') ? 'bridge' : 'host';
}
