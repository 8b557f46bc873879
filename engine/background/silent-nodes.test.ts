import { beforeEach, describe, expect, test } from 'vitest';
import type { NodeId, NodeState, Topology } from '../cluster/topology.ts';
import type { EngineConfig } from '../config.ts';
import type { EngineContext } from '../context.ts';
import type { FleetChange, OperationKind } from '../ports/fleet-store.ts';
import { testConfig } from '../testing/config.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { Silence, tendSilentNodes } from './silent-nodes.ts';

const failedAfterMs = 60_000;
const node = 'meili-0';

/** A proxy that looks at its nodes once in a while, which answer or not as the test says. */
class Watch {
  readonly store = testStore([testIndex()]);
  readonly context: EngineContext;
  readonly #silence = new Silence();
  #nowMs = 0;

  constructor(change: Partial<EngineConfig['topology']> = {}) {
    const { ports } = testPorts(() => ({ kind: 'reply', status: 200, body: '' }), this.store);
    const clock = { ...ports.clock, monoMs: () => this.#nowMs };
    const config = {
      ...testConfig,
      topology: { ...testConfig.topology, ...change },
      movement: { ...testConfig.movement, failedAfterMs },
    };
    this.context = testContext({ ...ports, clock }, [testIndex()], config);
  }

  async begin(): Promise<void> {
    await this.store.initializeFleet(this.context.config.topology);
    await this.context.shared.refresh();
  }

  fall(...nodes: readonly NodeId[]): void {
    const failure = { kind: 'failure', failure: 'refused', message: '' } as const;
    for (const id of nodes) this.#probe(id, failure);
  }

  rise(...nodes: readonly NodeId[]): void {
    for (const id of nodes) this.#probe(id, { kind: 'reply', status: 200, body: '' });
  }

  #probe(id: NodeId, reply: Parameters<EngineContext['cluster']['probed']>[1]): void {
    for (let times = 0; times < 3; times += 1) this.context.cluster.probed(id, reply, this.#nowMs);
  }

  /** Lets time pass with a look at its beginning and at its end. */
  async pass(durationMs: number): Promise<void> {
    await tendSilentNodes(this.context, this.#silence);
    this.#nowMs += durationMs;
    await tendSilentNodes(this.context, this.#silence);
  }

  /** An operator changes the fleet. */
  async operate(kind: OperationKind, subject: NodeId, state: NodeState): Promise<void> {
    const operation = { kind, subject, replicasToMove: 0, startedAt: '2026-11-22T10:00:00Z' };
    await this.change({ state, subject, operation, paused: false });
  }

  async change(change: {
    state: NodeState;
    subject: NodeId;
    paused: boolean;
    operation: FleetChange['operation'];
  }): Promise<void> {
    const { version: expected, topology: before } = this.context.cluster.fleet;
    const { subject, state, operation, paused } = change;
    const nodes = before.nodes.map((known) => (known.id === subject ? { ...known, state } : known));
    await this.store.changeFleet({ expected, topology: { ...before, nodes }, paused, operation });
    await this.context.shared.refresh();
  }

  states(): readonly NodeState[] {
    return this.context.cluster.topology.nodes.map(({ state }) => state);
  }

  async kinds(): Promise<readonly OperationKind[]> {
    return (await this.store.listOperations(10)).map(({ kind }) => kind);
  }
}

let watch: Watch;
beforeEach(async () => {
  watch = new Watch();
  await watch.begin();
});

describe('a node that does not answer', () => {
  test('is given up once it has been silent for long enough', async () => {
    watch.fall(node);
    await watch.pass(failedAfterMs - 1);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
    await watch.pass(1);
    expect(watch.states()).toEqual(['failed', 'active', 'active']);
    const [operation] = await watch.store.listOperations(1);
    expect(operation).toMatchObject({ kind: 'lose-node', subject: node, status: 'running' });
    expect(operation?.replicasToMove).toBeGreaterThan(0);
  });

  test('is given time anew after it has answered', async () => {
    watch.fall(node);
    await watch.pass(failedAfterMs - 1);
    watch.rise(node);
    await watch.pass(1);
    watch.fall(node);
    await watch.pass(failedAfterMs - 1);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
  });

  test('is not given up together with another: the proxy may be cut off', async () => {
    watch.fall(node, 'meili-1');
    await watch.pass(failedAfterMs);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
    watch.rise('meili-1');
    await watch.pass(0);
    expect(watch.states()).toEqual(['failed', 'active', 'active']);
  });

  test('is not given up as the last of its group', async () => {
    const [first, second, third] = testConfig.topology.nodes;
    if (first === undefined || second === undefined || third === undefined) throw new Error('none');
    const nodes: Topology['nodes'] = [{ ...first, replicaGroup: 1 }, second, third];
    watch = new Watch({ nodes, replicaGroups: 2 });
    await watch.begin();
    watch.fall(node);
    await watch.pass(2 * failedAfterMs);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
  });

  test('is left to the operator while it drains, or while moves are paused', async () => {
    await watch.operate('drain-node', node, 'draining');
    watch.fall(node);
    await watch.pass(failedAfterMs);
    expect(watch.states()).toEqual(['draining', 'active', 'active']);
    await watch.change({ subject: node, state: 'active', paused: true, operation: null });
    await watch.pass(failedAfterMs);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
  });
});

describe('a node that answers again', () => {
  test('is taken back if it was given up for its silence', async () => {
    watch.fall(node);
    await watch.pass(failedAfterMs);
    await watch.pass(failedAfterMs);
    expect(watch.states()).toEqual(['failed', 'active', 'active']);
    watch.rise(node);
    await watch.pass(0);
    expect(watch.states()).toEqual(['active', 'active', 'active']);
    expect(await watch.kinds()).toEqual(['regain-node', 'lose-node']);
  });

  test('stays as an operator left it', async () => {
    await watch.operate('fail-node', node, 'failed');
    await watch.pass(failedAfterMs);
    expect(watch.states()).toEqual(['failed', 'active', 'active']);
    expect(await watch.kinds()).toEqual(['fail-node']);
  });
});
