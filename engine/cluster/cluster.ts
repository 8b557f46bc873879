import { must } from '../base/assert.ts';
import type { EngineConfig } from '../config.ts';
import { ShardMap } from '../placement/shard-map.ts';
import type { NodeReply } from '../ports/node-client.ts';
import type { Trace } from '../ports/trace.ts';
import {
  afterOutcome,
  type HealthOutcome,
  initialHealth,
  type NodeHealth,
  outcomeOfProbe,
} from './health.ts';
import { isPlaced } from './node-state.ts';
import type { NodeId, NodeRecord, Topology } from './topology.ts';

/** What this proxy believes about the nodes: where shards live, who is up and how busy each is. */
export class Cluster {
  readonly topology: Topology;
  readonly #thresholds: EngineConfig['health'];
  readonly #trace: Trace;
  readonly #shardMaps = new Map<number, ShardMap>();
  readonly #health = new Map<NodeId, NodeHealth>();
  readonly #inFlight = new Map<NodeId, number>();
  readonly #lastSeenMs = new Map<NodeId, number>();

  constructor(topology: Topology, thresholds: EngineConfig['health'], trace: Trace) {
    this.topology = topology;
    this.#thresholds = thresholds;
    this.#trace = trace;
    for (const node of topology.nodes) this.#health.set(node.id, initialHealth);
  }

  /** The placement of an index with this many shards. */
  shardMap(shards: number): ShardMap {
    const known = this.#shardMaps.get(shards);
    if (known !== undefined) return known;
    const shardMap = new ShardMap(this.topology, shards);
    this.#shardMaps.set(shards, shardMap);
    return shardMap;
  }

  /** Every node that holds data, whether it is up or not. */
  dataNodes(): readonly NodeId[] {
    return this.topology.nodes.filter((node) => isPlaced(node.state)).map((node) => node.id);
  }

  /** Every node with its state as this proxy sees it now. */
  nodes(): readonly NodeRecord[] {
    return this.topology.nodes.map((node) => ({
      ...node,
      state: this.isUp(node.id) ? node.state : 'failed',
    }));
  }

  /** Whether a node is believed to answer. */
  isUp(node: NodeId): boolean {
    return this.#healthOf(node).status !== 'failed';
  }

  /** Whether a node is up but its last exchange failed: asked only where nobody else can be. */
  isSuspect(node: NodeId): boolean {
    return this.#healthOf(node).status === 'suspect';
  }

  /** Calls under way to a node. */
  load(node: NodeId): number {
    return this.#inFlight.get(node) ?? 0;
  }

  /** Monotonic time of a node's last good answer; undefined if there was none. */
  lastSeenMs(node: NodeId): number | undefined {
    return this.#lastSeenMs.get(node);
  }

  callStarted(node: NodeId): void {
    this.#inFlight.set(node, this.load(node) + 1);
  }

  /** Notes how a call ended, in load and in health. */
  callEnded(node: NodeId, reply: NodeReply, nowMs: number): void {
    this.#inFlight.set(node, Math.max(0, this.load(node) - 1));
    const reason = reply.kind === 'reply' ? `status ${reply.status}` : reply.failure;
    if (reason === 'canceled') return;
    // A slow query times out on a healthy node too: that alone makes it suspect, never failed.
    if (reason === 'timeout' && this.#isOnTheBrink(node)) return;
    this.#note(node, reply.kind === 'reply' ? 'success' : 'failure', { reason, nowMs });
  }

  /** Notes the answer to a probe. */
  probed(node: NodeId, reply: NodeReply, nowMs: number): void {
    const reason = reply.kind === 'reply' ? `health status ${reply.status}` : reply.failure;
    this.#note(node, outcomeOfProbe(reply), { reason, nowMs });
  }

  #note(node: NodeId, outcome: HealthOutcome, seen: { reason: string; nowMs: number }): void {
    if (outcome === 'success') this.#lastSeenMs.set(node, seen.nowMs);
    const { health, transition } = afterOutcome(this.#healthOf(node), outcome, this.#thresholds);
    this.#health.set(node, health);
    if (transition === undefined) return;
    const [from, to] = transition === 'failed' ? ['active', 'failed'] : ['failed', 'active'];
    this.#trace.note({ kind: 'node-state', node, from, to, reason: seen.reason });
  }

  #isOnTheBrink(node: NodeId): boolean {
    const { status, streak } = this.#healthOf(node);
    return status === 'failed' || streak + 1 >= this.#thresholds.unhealthyThreshold;
  }

  #healthOf(node: NodeId): NodeHealth {
    return must(this.#health.get(node), `health of node ${node}`);
  }
}
