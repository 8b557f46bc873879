import type { EngineConfig } from '../config.ts';
import { ShardMap } from '../placement/shard-map.ts';
import type { Placement } from '../placement/placement.ts';
import type { FleetRecord } from '../ports/fleet-store.ts';
import type { NodeReply } from '../ports/node-client.ts';
import type { Trace } from '../ports/trace.ts';
import {
  afterOutcome,
  type HealthOutcome,
  initialHealth,
  type NodeHealth,
  outcomeOfProbe,
} from './health.ts';
import type { NodeId, NodeRecord, NodeState, Topology } from './topology.ts';

/** What this proxy believes about the nodes: where shards live, who is up and how busy each is. */
export class Cluster {
  #fleet: FleetRecord;
  readonly #thresholds: EngineConfig['health'];
  readonly #trace: Trace;
  readonly #shardMaps = new WeakMap<Placement, ShardMap>();
  #states = new Map<NodeId, NodeState>();
  readonly #health = new Map<NodeId, NodeHealth>();
  readonly #inFlight = new Map<NodeId, number>();
  readonly #lastSeenMs = new Map<NodeId, number>();

  constructor(fleet: FleetRecord, thresholds: EngineConfig['health'], trace: Trace) {
    this.#fleet = fleet;
    this.#thresholds = thresholds;
    this.#trace = trace;
    this.adopt(fleet);
  }

  /** Takes over the fleet as the store has it now. */
  adopt(fleet: FleetRecord): void {
    this.#fleet = fleet;
    this.#states = new Map(fleet.topology.nodes.map(({ id, state }) => [id, state]));
    for (const node of this.#health.keys()) {
      if (!this.#states.has(node)) this.#health.delete(node);
    }
  }

  /** The fleet as last read from the store. */
  get fleet(): FleetRecord {
    return this.#fleet;
  }

  get topology(): Topology {
    return this.#fleet.topology;
  }

  /** The nodes of each shard of an index, as of its record. */
  shardMap({ placement }: { readonly placement: Placement }): ShardMap {
    const known = this.#shardMaps.get(placement);
    if (known !== undefined) return known;
    const shardMap = new ShardMap(placement.shards);
    this.#shardMaps.set(placement, shardMap);
    return shardMap;
  }

  /** Every node that has not been given up, whether it is up or not. */
  memberNodes(): readonly NodeId[] {
    return this.topology.nodes.filter(({ state }) => state !== 'failed').map(({ id }) => id);
  }

  /** What a node is meant to be; undefined if it is no part of the fleet (any more). */
  stateOf(node: NodeId): NodeState | undefined {
    return this.#states.get(node);
  }

  /** Every node with its state as this proxy sees it now. */
  nodes(): readonly NodeRecord[] {
    return this.topology.nodes.map((node) => ({
      ...node,
      state: this.isUp(node.id) ? node.state : 'failed',
    }));
  }

  /** Whether a node is a part of the fleet, has not been given up, and is believed to answer. */
  isUp(node: NodeId): boolean {
    const state = this.#states.get(node);
    if (state === undefined || state === 'failed') return false;
    return this.answers(node);
  }

  /** Whether a node is believed to answer, whatever it is meant to be. */
  answers(node: NodeId): boolean {
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
    return this.#health.get(node) ?? initialHealth;
  }
}
