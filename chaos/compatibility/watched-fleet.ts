import { setTimeout as sleep } from 'node:timers/promises';
import xxhash from 'xxhash-wasm';
import { z } from 'zod';
import { must } from '../../engine/base/assert.ts';
import { type ApiClient, apiClient } from '../../proxy/demo/api-client.ts';
import { cities } from '../../proxy/demo/corpus/cities.ts';
import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';

/** How many shards the indexes of a watched fleet have. */
export const shardCount = 16;
/** How long the proxy of a watched fleet waits for a node. */
export const nodeTimeoutMs = 1000;

/** One answer of the proxy with what it says about its completeness. */
export interface WatchedAnswer {
  readonly status: number;
  /** The value of `X-Miroir-Degraded`; null: complete. */
  readonly degraded: string | null;
  readonly body: string;
}

const cityCount = 3000;
const statusLimitMs = 10_000;
const topologySchema = z.object({
  nodes: z.array(z.object({ id: z.string(), status: z.string() })),
});
const shardsSchema = z.object({ shards: z.record(z.string(), z.array(z.string())) });

/** Three nodes that may be harmed, under a proxy that notices it quickly. */
export class WatchedFleet {
  readonly fleet: Fleet;
  /** What the index `cities` holds. */
  readonly documents = cities.documents(cityCount);
  /** Servers that ended without having been told to. */
  readonly surprises: readonly string[];
  readonly #api: ApiClient;

  /** Starts the fleet and loads the index `cities`. */
  static async start(replicationFactor: number): Promise<WatchedFleet> {
    const surprises: string[] = [];
    const fleet = await startFleet({
      nodes: 3,
      replicationFactor,
      shards: shardCount,
      configuration: {
        health: {
          interval_ms: 100,
          timeout_ms: 500,
          unhealthy_threshold: 2,
          recovery_threshold: 1,
        },
        scatter: { node_timeout_ms: nodeTimeoutMs },
      },
      onUnexpectedExit: (server) => surprises.push(server.id),
    });
    const watched = new WatchedFleet(fleet, surprises);
    await loadCorpus(watched.#api, cities, { count: cityCount });
    return watched;
  }

  private constructor(fleet: Fleet, surprises: readonly string[]) {
    this.fleet = fleet;
    this.surprises = surprises;
    this.#api = apiClient(fleet.url, fleet.masterKey);
  }

  node(index: number): ServerProcess {
    return must(this.fleet.nodes[index], 'a node of the fleet');
  }

  async ask(method: string, path: string, body?: unknown): Promise<WatchedAnswer> {
    const key = path.startsWith('/_miroir/') ? this.fleet.adminKey : this.fleet.masterKey;
    const response = await fetch(`${this.fleet.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const degraded = response.headers.get('x-miroir-degraded');
    return { status: response.status, degraded, body: await response.text() };
  }

  /** The same for a write, until its task has succeeded; throws if it is refused. */
  async perform(method: string, path: string, body?: unknown): Promise<void> {
    await this.#api.perform(method, path, body);
  }

  /** The shards of which a node holds a copy, ascending. */
  async shardsOf(node: ServerProcess): Promise<number[]> {
    const { body } = await this.ask('GET', '/_miroir/shards');
    const placement = Object.entries(shardsSchema.parse(JSON.parse(body)).shards);
    return placement
      .filter(([, nodes]) => nodes.includes(node.id))
      .map(([shard]) => Number(shard))
      .toSorted((left, right) => left - right);
  }

  /** Waits until the proxy thinks so of the node; throws after ten seconds. */
  async untilStatus(node: ServerProcess, status: 'active' | 'failed'): Promise<void> {
    const deadlineMs = performance.now() + statusLimitMs;
    while ((await this.#statusOf(node)) !== status) {
      if (performance.now() > deadlineMs) throw new Error(`${node.id} is never ${status}`);
      await sleep(50);
    }
  }

  async #statusOf(node: ServerProcess): Promise<string | undefined> {
    const { body } = await this.ask('GET', '/_miroir/topology');
    const { nodes } = topologySchema.parse(JSON.parse(body));
    return nodes.find(({ id }) => id === node.id)?.status;
  }
}

const hasher = await xxhash();

/** The shard of a document: XXH64 of its id in UTF-8 and a closing 0xFF, modulo the shards. */
export function shardOf(id: string | number): number {
  const bytes = Buffer.concat([Buffer.from(String(id)), Buffer.of(0xff)]);
  return Number(hasher.h64Raw(bytes) % BigInt(shardCount));
}
