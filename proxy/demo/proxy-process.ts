import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loopback } from './free-port.ts';
import { projectFolder } from './project-folder.ts';
import { inheritedEnvironment, ServerProcess, type UnexpectedExit } from './server-process.ts';

/** A node as the proxy is told of it. */
interface ProxyNode {
  readonly id: string;
  readonly address: string;
  readonly replicaGroup: number;
}

/** Everything a proxy process is told. */
interface ProxyProcessOptions {
  /** The name in messages; several proxies over the same nodes need different ones. */
  readonly id: string;
  /** For its configuration file, its task store and its log. */
  readonly folder: string;
  readonly port: number;
  readonly metricsPort: number;
  readonly nodes: readonly ProxyNode[];
  readonly shards: number;
  readonly replicationFactor: number;
  readonly replicaGroups: number;
  readonly keys: ProxyKeys;
  /** More of the configuration file, by its keys; replaces what is generated. */
  readonly configuration?: Readonly<Record<string, unknown>> | undefined;
  readonly onUnexpectedExit?: UnexpectedExit | undefined;
}

export interface ProxyKeys {
  /** Of the client API. */
  readonly master: string;
  /** With which the proxy speaks to the nodes. */
  readonly node: string;
  /** Of `/_miroir/`. */
  readonly admin: string;
}

/**
 * Starts `proxy/main.ts` as a child process over the given nodes, through nothing but its command
 * line, configuration file and environment, and returns it once it serves. Throws what
 * {@link ServerProcess.start} throws.
 */
export async function startProxyProcess(
  options: ProxyProcessOptions,
  signal?: AbortSignal,
): Promise<ServerProcess> {
  const { id, folder, port, keys, onUnexpectedExit } = options;
  const configurationFile = join(folder, `${id}.yaml`);
  await writeFile(configurationFile, stringify(configuration(options)));
  const proxy = new ServerProcess({
    id,
    url: `http://${loopback}:${port}`,
    command: [
      process.execPath,
      join(projectFolder, 'proxy/main.ts'),
      '--config',
      configurationFile,
    ],
    environment: {
      ...inheritedEnvironment(),
      MIROIR_MASTER_KEY: keys.master,
      MIROIR_NODE_MASTER_KEY: keys.node,
      MIROIR_ADMIN_API_KEY: keys.admin,
    },
    folder,
    logFile: join(folder, `${id}.log`),
    onUnexpectedExit,
  });
  await proxy.start(signal);
  return proxy;
}

function configuration(options: ProxyProcessOptions): Record<string, unknown> {
  return {
    shards: options.shards,
    replication_factor: options.replicationFactor,
    replica_groups: options.replicaGroups,
    nodes: options.nodes.map(({ id, address, replicaGroup }) => ({
      id,
      address,
      replica_group: replicaGroup,
    })),
    task_store: { path: join(options.folder, 'tasks.db') },
    server: { bind: loopback, port: options.port },
    metrics: { port: options.metricsPort },
    ...options.configuration,
  };
}
