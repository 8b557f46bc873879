import { expect } from 'vitest';
import { must } from '../../../base/assert.ts';
import type { NodeRecord, NodeState, Topology } from '../../../cluster/topology.ts';
import { shardForKey } from '../../../placement/hash.ts';
import { desiredReplicas } from '../../../placement/placement.ts';
import type { OperationKind } from '../../../ports/fleet-store.ts';
import { testConfig } from '../../../testing/config.ts';
import { StoringNode } from '../../../testing/storing-node.ts';
import { type Interference, TestFleet, type TestProxy } from '../../../testing/test-fleet.ts';

const { topology } = testConfig;
const { shards } = topology;
const write = 'POST /indexes/movies/documents';

/** A node that the fleet of the tests begins without. */
export const fourth: NodeRecord = {
  id: 'meili-3',
  address: 'http://meili-3:7700',
  replicaGroup: 0,
  state: 'joining',
};

/** The fleet of the tests with {@link fourth}. */
export const grown: Topology = { ...topology, nodes: [...topology.nodes, fourth] };

/** The fleet of four with these states, in the order of its nodes. */
export function withStates(...states: readonly NodeState[]): Topology {
  const nodes = grown.nodes.map((node, at) => ({ ...node, state: states[at] ?? 'active' }));
  return { ...grown, nodes };
}

/** How long moves may take; in steps that are long enough for tests to be quick. */
export const patience = { stepMs: 50, patienceMs: 600_000 };

/** Two proxies, of which the first is in the way of `interference`, and an index of 60 documents. */
export class MovingFleet {
  readonly nodes = new Map(grown.nodes.map(({ id }) => [id, new StoringNode()]));
  readonly fleet = new TestFleet(this.nodes);
  readonly time = this.fleet.time;
  readonly store = this.fleet.store;
  readonly ids = new Map<string, number>();

  async begin(interference: Interference = {}): Promise<{ a: TestProxy; b: TestProxy }> {
    const [a, b] = [await this.fleet.start('a', interference), await this.fleet.start('b')];
    await this.fleet.write(b, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
    await this.fleet.write(b, 'PATCH /indexes/movies/settings', { stopWords: ['the'] });
    for (let round = 0; round < 3; round += 1) await this.add(b, round * 20, 20);
    return { a, b };
  }

  /** Writes documents of which each says how often it was written. */
  async add(proxy: TestProxy, first: number, count: number): Promise<void> {
    const documents = Array.from({ length: count }, (_, at) => {
      const id = `m${first + at}`;
      this.ids.set(id, (this.ids.get(id) ?? 0) + 1);
      return { id, times: this.ids.get(id) };
    });
    const task = await this.fleet.write(proxy, write, documents);
    expect(task.body.status).toBe('succeeded');
  }

  async remove(proxy: TestProxy, first: number, count: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, at) => `m${first + at}`);
    for (const id of ids) this.ids.delete(id);
    await this.fleet.write(proxy, `${write}/delete-batch`, ids);
  }

  /** Deletes every document. */
  async clear(proxy: TestProxy): Promise<void> {
    this.ids.clear();
    await this.fleet.write(proxy, 'DELETE /indexes/movies/documents');
  }

  /** Changes the fleet as an operator would; answers the number of the operation. */
  async change(kind: OperationKind, to: Topology, paused = false): Promise<number> {
    const { fleet } = await this.store.initializeFleet(topology);
    const operation = {
      kind,
      subject: fourth.id,
      replicasToMove: 0,
      startedAt: '2026-11-22T10:00:00Z',
    };
    const change = { expected: fleet.version, topology: to, paused, operation };
    return must((await this.store.changeFleet(change))?.operation, 'the operation').id;
  }

  /** Lets time pass until the operation has succeeded. */
  async succeeds(operation: number): Promise<void> {
    const hasSucceeded = async () =>
      (await this.store.getOperation(operation))?.status === 'succeeded';
    await this.time.until(hasSucceeded, patience);
  }

  /** Changes the fleet, and lets time pass until every shard is where it ought to be. */
  async becomes(kind: OperationKind, to: Topology): Promise<void> {
    await this.succeeds(await this.change(kind, to));
  }

  /** How many documents all nodes have together. */
  documentCount(): number {
    return [...this.nodes.values()].reduce((sum, node) => sum + node.documents('movies').size, 0);
  }

  async topologyNow(): Promise<Topology> {
    return (await this.store.initializeFleet(topology)).fleet.topology;
  }

  /**
   * Every node has the documents of the shards that it ought to hold, as they were written last, and
   * no others, but for nodes that were given up.
   */
  async expectInPlace(): Promise<void> {
    const { nodes } = await this.topologyNow();
    const desired = desiredReplicas(await this.topologyNow(), shards);
    const [index] = await this.store.listIndexes();
    expect(index?.placement.shards).toMatchObject(
      desired.map((replicas) => ({ replicas, incoming: [] })),
    );
    const isGivenUp = (node: string): boolean =>
      nodes.some(({ id, state }) => id === node && state === 'failed');
    const outgoing = index?.placement.shards.flatMap((place) => place.outgoing) ?? [];
    expect(outgoing.filter((node) => !isGivenUp(node))).toEqual([]);
    for (const [node, stored] of this.nodes) {
      if (isGivenUp(node)) continue;
      const held = [...stored.documents('movies')].map(([id, { times }]) => [id, times]);
      const ought = [...this.ids].filter(([id]) =>
        must(desired[shardForKey(id, shards)], 'shard').flat().includes(node),
      );
      expect([node, Object.fromEntries(held)]).toEqual([node, Object.fromEntries(ought)]);
    }
    // A proxy that died between the last two steps of a move leaves its record to the next.
    await this.time.until(async () => (await this.store.listMoves()).length === 0, patience);
    expect(await this.store.listBehind()).toEqual([]);
  }
}
