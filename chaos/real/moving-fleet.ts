import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from '../../engine/base/assert.ts';
import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';
import { freePort } from '../../proxy/demo/free-port.ts';
import { startMeilisearchNode } from '../../proxy/demo/meilisearch-node.ts';
import { startProxyProcess } from '../../proxy/demo/proxy-process.ts';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';
import { operationSchema, type RebalanceStatus, statusSchema } from './fleet-answers.ts';

/** What a moving fleet begins as. */
interface MovingFleetOptions {
  readonly replicationFactor: number;
  readonly shards: number;
  /** Proxies over one store. */
  readonly proxies: number;
  /** More of the configuration of every proxy, by its keys. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/** One answer, parsed. */
export interface FleetAnswer {
  readonly status: number;
  readonly degraded: string | null;
  readonly body: unknown;
}

const nodeCount = 3;
const changeLimitMs = 60_000;
const pollIntervalMs = 25;

/** Real nodes under real proxies, to be changed and harmed while they serve. */
export class MovingFleet {
  readonly proxies: readonly ServerProcess[];
  readonly #fleet: Fleet;
  readonly #folder: string;
  readonly #nodes: ServerProcess[];
  /** What was killed and has not served since. */
  readonly #away = new Set<ServerProcess>();

  /** Starts three nodes and the proxies over them. Throws what `startFleet` throws. */
  static async start(options: MovingFleetOptions): Promise<MovingFleet> {
    const folder = await mkdtemp(join(tmpdir(), 'miroir-moving-'));
    const { replicationFactor, shards, configuration = {} } = options;
    const fleet = await startFleet({
      nodes: nodeCount,
      replicationFactor,
      shards,
      dataFolder: folder,
      configuration: { proxy_id: 'proxy', ...configuration },
    });
    const more: ServerProcess[] = [];
    for (let place = 1; place < options.proxies; place += 1) {
      more.push(await startAnotherProxy(fleet, folder, `proxy-${place}`, options));
    }
    return new MovingFleet(fleet, folder, more);
  }

  private constructor(fleet: Fleet, folder: string, more: readonly ServerProcess[]) {
    this.#fleet = fleet;
    this.#folder = folder;
    this.#nodes = [...fleet.nodes];
    this.proxies = [fleet.proxy, ...more];
  }

  get nodes(): readonly ServerProcess[] {
    return this.#nodes;
  }

  get keys(): { readonly master: string; readonly admin: string; readonly node: string } {
    const { masterKey: master, adminKey: admin, nodeKey: node } = this.#fleet;
    return { master, admin, node };
  }

  node(id: string): ServerProcess {
    return must(
      this.#nodes.find((node) => node.id === id),
      `the node ${id}`,
    );
  }

  /** Starts an empty node, which the fleet is not told of. */
  async startNode(id: string): Promise<ServerProcess> {
    const node = await startMeilisearchNode({
      id,
      binary: this.#fleet.binary,
      folder: join(this.#folder, id),
      masterKey: this.#fleet.nodeKey,
    });
    this.#nodes.push(node);
    return node;
  }

  /** Kills a server, as a crash would. */
  async crash(server: ServerProcess): Promise<void> {
    this.#away.add(server);
    await server.kill();
  }

  /** Starts a server that was killed, with what it had stored. */
  async revive(server: ServerProcess): Promise<void> {
    await server.start();
    this.#away.delete(server);
  }

  /** Whether a server was never killed, or serves again. */
  isServing(server: ServerProcess): boolean {
    return !this.#away.has(server);
  }

  /** Asks a proxy: the named one, or else the first that serves. Rejects if it does not answer. */
  ask(line: string, body?: unknown, proxy?: ServerProcess): Promise<FleetAnswer> {
    const serving = this.proxies.find((one) => this.isServing(one));
    const asked = proxy ?? must(serving, 'a proxy that serves');
    const { admin, master } = this.keys;
    return exchange(asked.url, line.includes(' /_miroir/') ? admin : master, line, body);
  }

  /** Asks a node directly. */
  askNode(node: ServerProcess, line: string, body?: unknown): Promise<FleetAnswer> {
    return exchange(node.url, this.keys.node, line, body);
  }

  /** Begins a change of the fleet and returns the number of its operation; throws if it is refused. */
  async begin(line: string, body?: unknown): Promise<number> {
    const answer = await this.ask(line, body);
    if (answer.status !== 202) throw new Error(`${line}: ${JSON.stringify(answer)}`);
    return must(operationSchema.parse(answer.body).miroir_task_id, 'the number of an operation');
  }

  /** Waits until every shard is where an operation wanted it; throws after `limitMs`. */
  async untilDone(operation: number, limitMs = changeLimitMs): Promise<void> {
    const deadlineMs = performance.now() + limitMs;
    for (;;) {
      const { body } = await this.ask(`GET /_miroir/operations/${operation}`);
      if (operationSchema.parse(body).status === 'succeeded') return;
      if (performance.now() > deadlineMs) {
        const { body: topology } = await this.ask('GET /_miroir/topology');
        const seen = JSON.stringify([await this.rebalance(), topology]);
        throw new Error(`operation ${operation} does not end: ${seen}`);
      }
      await sleep(pollIntervalMs);
    }
  }

  /** What moves, as a proxy tells it. */
  async rebalance(): Promise<RebalanceStatus> {
    const { body } = await this.ask('GET /_miroir/rebalance/status');
    return statusSchema.parse(body);
  }

  /** The proxy that moves shards now, by its own metrics; undefined if none does. */
  async mover(): Promise<ServerProcess | undefined> {
    for (const proxy of this.proxies.filter((one) => this.isServing(one))) {
      if ((await this.metric(proxy, 'miroir_rebalance_in_progress')) === 1) return proxy;
    }
    return undefined;
  }

  /** The sum of a metric of a proxy over its labels, as far as they contain `label`. */
  async metric(proxy: ServerProcess, name: string, label = ''): Promise<number> {
    const response = await fetch(`${proxy.url}/_miroir/metrics`, {
      headers: { authorization: `Bearer ${this.keys.admin}` },
    });
    const lines = (await response.text()).split('\n');
    const own = lines.filter((line) => /^[^{ ]+/.exec(line)?.[0] === name && line.includes(label));
    return own.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  }

  /** Ends everything and removes the data. */
  async stop(): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy.stop()));
    await Promise.all(this.#nodes.map((node) => node.kill()));
    await this.#fleet.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function exchange(
  url: string,
  key: string,
  line: string,
  body: unknown,
): Promise<FleetAnswer> {
  const [method = '', path = ''] = line.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    degraded: response.headers.get('x-miroir-degraded'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

async function startAnotherProxy(
  fleet: Fleet,
  folder: string,
  id: string,
  { replicationFactor, shards, configuration = {} }: MovingFleetOptions,
): Promise<ServerProcess> {
  return startProxyProcess({
    id,
    folder,
    port: await freePort(),
    metricsPort: await freePort(),
    nodes: fleet.nodes.map((node) => ({ id: node.id, address: node.url, replicaGroup: 0 })),
    shards,
    replicationFactor,
    replicaGroups: 1,
    keys: { master: fleet.masterKey, admin: fleet.adminKey, node: fleet.nodeKey },
    configuration: { proxy_id: id, ...configuration },
  });
}
