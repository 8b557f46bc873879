import { CancelSource } from '../../../base/cancel.ts';
import { must } from '../../../base/assert.ts';
import type { NodeId } from '../../../cluster/topology.ts';
import type { EngineConfig } from '../../../config.ts';
import type { EngineContext } from '../../../context.ts';
import { newPlacement } from '../../../placement/placement.ts';
import type { PlantedBug } from '../../../ports/fault.ts';
import type { BehindReplica } from '../../../ports/repair-store.ts';
import type { NodeTask, TaskType } from '../../../ports/task-store.ts';
import type { TraceEvent } from '../../../ports/trace.ts';
import { testConfig } from '../../../testing/config.ts';
import { testContext, testIndex } from '../../../testing/context.ts';
import { testPorts } from '../../../testing/ports.ts';
import { testSession } from '../../../testing/store.ts';
import { MemoryStore } from '../../../../proxy/store/memory/memory-store.ts';
import { type VerificationOutcome, verifyIndex } from '../index-verification.ts';
import { ReplicaNode, stored } from './replica-node.ts';

export interface FleetOptions {
  readonly behind?: readonly BehindReplica[];
  readonly planted?: PlantedBug;
  readonly antiEntropy?: Partial<EngineConfig['antiEntropy']>;
  readonly repair?: Partial<EngineConfig['repair']>;
}

/** Three nodes that hold the one shard of the index `movies`, and a proxy that verifies it. */
export class VerifiedFleet {
  readonly nodes: ReadonlyMap<NodeId, ReplicaNode>;
  readonly store: MemoryStore;
  readonly context: EngineContext;
  readonly events: readonly TraceEvent[];

  constructor({ behind = [], planted, antiEntropy = {}, repair = {} }: FleetOptions = {}) {
    const topology = { ...testConfig.topology, replicationFactor: 3, shards: 1 };
    const index = testIndex({ shards: 1, placement: newPlacement(topology, 1) });
    this.nodes = new Map(topology.nodes.map(({ id }) => [id, new ReplicaNode()]));
    this.store = new MemoryStore({ indexes: [index], behind, proxies: [testConfig.proxyId] });
    const { ports, events } = testPorts(
      (node, request) => this.node(node).answer(request),
      this.store,
    );
    const fault = { ...ports.fault, planted: (bug: PlantedBug) => bug === planted };
    const config = {
      ...testConfig,
      topology,
      repair: { ...testConfig.repair, ...repair },
      antiEntropy: { ...testConfig.antiEntropy, batchDocuments: 2, ...antiEntropy },
    };
    this.context = testContext({ ...ports, fault }, [index], config, behind);
    this.events = events;
  }

  node(id: NodeId): ReplicaNode {
    return must(this.nodes.get(id), id);
  }

  /** What the nodes store, each: the texts by id. */
  contents(): readonly Readonly<Record<string, string>>[] {
    return [...this.nodes.values()].map(({ documents }) => Object.fromEntries(documents));
  }

  verify(shards: readonly number[] = [0]): Promise<VerificationOutcome | null> {
    return verifyIndex(this.context, { indexUid: 'movies', shards }, new CancelSource());
  }

  /** The events of these kinds. */
  noted(...kinds: readonly TraceEvent['kind'][]): readonly TraceEvent[] {
    return this.events.filter(({ kind }) => kinds.includes(kind));
  }

  /** The lines of all writes that any node took. */
  writes(): readonly string[] {
    return [...this.nodes].flatMap(([node, { writes }]) => writes.map((line) => `${node} ${line}`));
  }

  /** Has the store remember one more task of the index, which these nodes carried out; answers it. */
  async remember(
    type: TaskType,
    nodes: readonly NodeId[],
    { shards = [0], status = 'succeeded' }: Partial<Pick<NodeTask, 'shards' | 'status'>> = {},
  ): Promise<number> {
    const draft = {
      indexUid: 'movies',
      type,
      enqueuedAt: '2026-11-22T10:00:00Z',
      details: null,
      error: null,
      effect: { kind: 'none' },
      foregone: null,
    } as const;
    const [seen = null] = await this.store.listIndexes();
    const outcome = await this.store.registerTask({ session: testSession, draft, seen });
    if (outcome.kind !== 'registered') throw new Error(outcome.kind);
    const { uid } = outcome.task;
    const owned = { session: testSession, uid };
    const nodeTasks = nodes.map((node): NodeTask => ({ node, taskUid: uid, shards, status }));
    for (const node of nodes) this.node(node).newestTask = uid;
    await this.store.recordDispatch(owned, { nodeTasks, behind: [] });
    const finishedAt = '2026-11-22T10:00:01Z';
    const ended = {
      status: 'succeeded',
      startedAt: finishedAt,
      finishedAt,
      details: null,
    } as const;
    await this.store.settleTask(owned, { ...ended, error: null, nodeTasks, behind: [] });
    return uid;
  }
}

/** A fleet in which all nodes store the documents 1 to 5, each in an order of its own. */
export function equalFleet(options: FleetOptions = {}): VerifiedFleet {
  const fleet = new VerifiedFleet(options);
  const texts = ['1', '2', '3', '4', '5'].map((id) => stored(id, 0));
  fleet.node('meili-0').store(...texts);
  fleet.node('meili-1').store(...texts.toReversed());
  fleet.node('meili-2').store(...texts.slice(2), ...texts.slice(0, 2));
  return fleet;
}

/** An entry of the ledger that nothing can be done about now. */
export function awaited(node: NodeId): BehindReplica {
  return { indexUid: 'movies', shard: 0, node, since: 1, reason: 'awaiting-outcome' };
}

/** Counts how often the turn of the index is taken. */
export function countTurns(fleet: VerifiedFleet): () => number {
  let turns = 0;
  const take = fleet.store.takeRepairTurn.bind(fleet.store);
  fleet.store.takeRepairTurn = (one) => {
    turns += 1;
    return take(one);
  };
  return () => turns;
}
