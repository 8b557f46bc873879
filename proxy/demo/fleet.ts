import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkShape,
  claimFolder,
  fleetMembers,
  type FleetShape,
  readFleetState,
  releaseFolder,
  writeFleetState,
} from './fleet-state.ts';
import { freePort } from './free-port.ts';
import { findMeilisearch, type MeilisearchBinary } from './meilisearch-binary.ts';
import { startMeilisearchNode } from './meilisearch-node.ts';
import { type ProxyKeys, startProxyProcess } from './proxy-process.ts';
import { Refusal } from './refusal.ts';
import type { ServerProcess, UnexpectedExit } from './server-process.ts';

/** A fleet to start; whatever is left out has the demonstration's default. */
export interface FleetOptions {
  readonly nodes?: number;
  readonly replicationFactor?: number;
  readonly replicaGroups?: number;
  readonly shards?: number;
  /** Keeps everything, and a later start continues with it. Left out: a folder removed at the end. */
  readonly dataFolder?: string;
  /** The proxy's port, which must be free. Left out: any free one. */
  readonly port?: number;
  readonly keys?: Partial<ProxyKeys>;
  /** More of the proxy's configuration file, by its keys. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  readonly onUnexpectedExit?: UnexpectedExit;
  /** Aborting it ends a start that is under way. */
  readonly signal?: AbortSignal;
}

/** A proxy over Meilisearch nodes, all of them child processes on 127.0.0.1. */
export interface Fleet {
  /** Where the proxy serves. */
  readonly url: string;
  readonly masterKey: string;
  readonly adminKey: string;
  readonly nodeKey: string;
  /** What the nodes run. */
  readonly binary: MeilisearchBinary;
  /** In the order of their ids, `meili-0` first. */
  readonly nodes: readonly ServerProcess[];
  readonly proxy: ServerProcess;
  /** Ends the proxy, then the nodes; removes the data folder if it was a temporary one. */
  stop(): Promise<void>;
  /** The same without giving anything the time to finish. */
  kill(): Promise<void>;
}

/** One Meilisearch by itself, to compare a fleet with. */
export interface SingleNode {
  readonly url: string;
  readonly masterKey: string;
  readonly node: ServerProcess;
  /** Ends the node and removes its data. */
  stop(): Promise<void>;
}

/** The keys of demonstrations and tests: long enough for Meilisearch, and secret to nobody. */
export const demoKeys: ProxyKeys = {
  master: 'demoMasterKey0123456789',
  node: 'demoNodeKey0123456789',
  admin: 'demoAdminKey0123456789',
};

/** Everything that a start decides before the first process runs. */
interface FleetPlan extends FleetShape {
  readonly options: FleetOptions;
  readonly shards: number;
  readonly keys: ProxyKeys;
  readonly binary: MeilisearchBinary;
  readonly folder: string;
  readonly isTemporary: boolean;
  /** What runs so far, and is to be ended with the fleet or when its start fails. */
  readonly running: { readonly nodes: ServerProcess[]; readonly proxies: ServerProcess[] };
}

/**
 * Starts the nodes, then the proxy over them, and returns once the proxy serves. Throws a
 * {@link Refusal} (no Meilisearch, a port or folder that is taken, a folder of another fleet) or a
 * `ServerStartError`; then nothing runs.
 */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const plan = await planned(options);
  await claimFolder(plan.folder);
  try {
    return await launched(plan);
  } catch (error) {
    await ended(plan, 'stop');
    throw error;
  }
}

/** Starts one Meilisearch with its own temporary data. Throws like {@link startFleet}. */
export async function startSingleNode(masterKey: string = demoKeys.node): Promise<SingleNode> {
  const binary = await findMeilisearch();
  const folder = await temporaryFolder();
  const node = await startMeilisearchNode({ id: 'single', binary, folder, masterKey });
  const stop = async () => {
    await node.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: node.url, masterKey, node, stop };
}

async function planned(options: FleetOptions): Promise<FleetPlan> {
  const { nodes = 3, replicationFactor = 2, replicaGroups = 1, shards = 16 } = options;
  const shape = { nodes, replicationFactor, replicaGroups };
  checkShape(shape);
  const binary = await findMeilisearch();
  const folder = options.dataFolder ?? (await temporaryFolder());
  const isTemporary = options.dataFolder === undefined;
  const keys = { ...demoKeys, ...options.keys };
  const running = { nodes: [], proxies: [] };
  return { ...shape, options, shards, keys, binary, folder, isTemporary, running };
}

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'miroir-fleet-'));
}

async function launched(plan: FleetPlan): Promise<Fleet> {
  const { folder, options, keys } = plan;
  const remembered = await readFleetState(folder, plan);
  const port = await proxyPort(options.port, remembered?.port);
  const nodes = await startNodes(plan, remembered?.nodePorts ?? []);
  await writeFleetState(folder, {
    nodes: plan.nodes,
    replicationFactor: plan.replicationFactor,
    replicaGroups: plan.replicaGroups,
    port,
    nodePorts: nodes.map((node) => Number(new URL(node.url).port)),
  });
  const proxy = await startProxy(plan, port, nodes);
  return {
    url: proxy.url,
    masterKey: keys.master,
    adminKey: keys.admin,
    nodeKey: keys.node,
    binary: plan.binary,
    nodes,
    proxy,
    stop: () => ended(plan, 'stop'),
    kill: () => ended(plan, 'kill'),
  };
}

async function proxyPort(wanted: number | undefined, before: number | undefined): Promise<number> {
  const port = await freePort(wanted ?? before);
  if (wanted === undefined || port === wanted) return port;
  throw new Refusal(
    `Port ${wanted} of 127.0.0.1 is taken by another program. Choose another one with --port.`,
  );
}

async function startNodes(plan: FleetPlan, ports: readonly number[]): Promise<ServerProcess[]> {
  const starts = fleetMembers(plan).map(async ({ id }, index) => {
    const options = {
      id,
      binary: plan.binary,
      folder: join(plan.folder, id),
      masterKey: plan.keys.node,
      preferredPort: ports[index],
      onUnexpectedExit: plan.options.onUnexpectedExit,
    };
    const node = await startMeilisearchNode(options, plan.options.signal);
    plan.running.nodes.push(node);
    return node;
  });
  // All of them come to rest before a failure is thrown, so that none starts after the clean-up.
  const results = await Promise.allSettled(starts);
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function startProxy(
  plan: FleetPlan,
  port: number,
  nodes: readonly ServerProcess[],
): Promise<ServerProcess> {
  const members = fleetMembers(plan);
  const proxy = await startProxyProcess(
    {
      id: 'proxy',
      folder: plan.folder,
      port,
      metricsPort: await freePort(),
      nodes: nodes.map(({ id, url }, index) => ({
        id,
        address: url,
        replicaGroup: members[index]?.replicaGroup ?? 0,
      })),
      shards: plan.shards,
      replicationFactor: plan.replicationFactor,
      replicaGroups: plan.replicaGroups,
      keys: plan.keys,
      configuration: plan.options.configuration,
      onUnexpectedExit: plan.options.onUnexpectedExit,
    },
    plan.options.signal,
  );
  plan.running.proxies.push(proxy);
  return proxy;
}

/** The proxy goes first, so that it does not see its nodes leave. */
async function ended(plan: FleetPlan, how: 'stop' | 'kill'): Promise<void> {
  const { proxies, nodes } = plan.running;
  for (const servers of [proxies, nodes]) {
    await Promise.all(servers.map((server) => server[how]()));
  }
  await releaseFolder(plan.folder);
  if (plan.isTemporary) await rm(plan.folder, { recursive: true, force: true });
}
