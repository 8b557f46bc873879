import { MemoryStore } from '../../proxy/store/memory/memory-store.ts';
import { keyedRandom } from '../../proxy/random.ts';
import { nodeSignatures } from '../../proxy/signatures.ts';
import { LoopSpawner } from '../background/loop-spawner.ts';
import { must } from '../base/assert.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineConfig } from '../config.ts';
import { createEngine, type Engine } from '../engine.ts';
import { type FaultPoint, noFault } from '../ports/fault.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import type { Ports } from '../ports/ports.ts';
import type { TaskStore } from '../ports/task-store.ts';
import type { TraceEvent } from '../ports/trace.ts';
import { testConfig } from './config.ts';
import { MemoryArchives } from './memory-archives.ts';
import { noLogs } from './no-logs.ts';
import { nobodyElse } from './nobody-else.ts';
import { ScriptedNode } from './scripted-node.ts';
import { type MachineClock, TestTime } from './test-clock.ts';

/** An answer of an engine; the body parsed. */
export interface TestAnswer {
  readonly status: number;
  // A test asserts on whatever came.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** An engine of a {@link TestFleet}. */
export interface TestProxy {
  readonly clock: MachineClock;
  readonly events: readonly TraceEvent[];
  readonly engine: Engine;
  /** `bearer`: what it presents; the master key if it is left out. */
  send(line: string, body?: unknown, bearer?: string): Promise<TestAnswer>;
}

/** What stands between a proxy and its world, if a test wants anything there. */
export interface Interference {
  /** Waits before a request reaches a node; it never does if that rejects. */
  beforeNode?(node: NodeId, request: NodeRequest): Promise<void>;
  /** Waits at a point of the engine's work. */
  atPoint?(point: FaultPoint): Promise<void>;
  /** What the proxy has for a store instead of the fleet's. */
  store?(store: TaskStore): TaskStore;
}

/** Several engines over one store and scripted nodes, in test time: three of them, to begin with. */
export class TestFleet {
  readonly time = new TestTime();
  readonly store = new MemoryStore();
  readonly archives = new MemoryArchives();
  readonly nodes: ReadonlyMap<NodeId, ScriptedNode>;

  /** Nodes of other names must be in `nodes` if there are to be any. */
  constructor(
    nodes: ReadonlyMap<NodeId, ScriptedNode> = new Map(
      testConfig.topology.nodes.map(({ id }) => [id, new ScriptedNode()]),
    ),
  ) {
    this.nodes = nodes;
  }

  /** Starts an engine under the name `proxyId`. */
  async start(proxyId: string, interference: Interference = {}): Promise<TestProxy> {
    const clock = this.time.machine();
    const events: TraceEvent[] = [];
    const config: EngineConfig = { ...testConfig, proxyId };
    const engine = createEngine(this.#ports(proxyId, clock, events, interference), config);
    await Promise.all([engine.start(), this.time.pass(0)]);
    return {
      clock,
      events,
      engine,
      send: (line, body, bearer) => send(engine, line, body, bearer),
    };
  }

  node(id: NodeId): ScriptedNode {
    return must(this.nodes.get(id), `node ${id}`);
  }

  /** Sends a request, and lets time pass until it is answered. */
  async ask(proxy: TestProxy, line: string, body?: unknown, bearer?: string): Promise<TestAnswer> {
    let answer: TestAnswer | undefined;
    void proxy.send(line, body, bearer).then((given) => {
      answer = given;
    });
    await this.time.until(() => answer !== undefined);
    return must(answer, 'the answer');
  }

  /** Lets time pass until the task has ended, as `proxy` tells it; answers how. */
  async ended(proxy: TestProxy, uid: number): Promise<TestAnswer> {
    for (;;) {
      const answer = await this.ask(proxy, `GET /tasks/${uid}`);
      if (!['enqueued', 'processing'].includes(answer.body.status)) return answer;
      await this.time.pass(50);
    }
  }

  /** Sends a write, which must be accepted, and lets its task end. */
  async write(proxy: TestProxy, line: string, body?: unknown): Promise<TestAnswer> {
    const answer = await this.ask(proxy, line, body);
    if (answer.status !== 202) throw new Error(`${line}: ${JSON.stringify(answer)}`);
    return this.ended(proxy, answer.body.taskUid);
  }

  #ports(
    proxyId: string,
    clock: MachineClock,
    events: TraceEvent[],
    interference: Interference,
  ): Ports {
    const { nodes } = this;
    let known: ReadonlySet<NodeId> = new Set();
    return {
      clock,
      random: keyedRandom(proxyId),
      nodes: {
        know(told) {
          known = new Set(told.map(({ id }) => id));
        },
        async call(node, request): Promise<NodeReply> {
          if (!known.has(node)) return { kind: 'failure', failure: 'refused', message: 'unknown' };
          try {
            await interference.beforeNode?.(node, request);
          } catch (error) {
            return { kind: 'failure', failure: 'timeout', message: String(error) };
          }
          return must(nodes.get(node), `node ${node}`).answer(request);
        },
      },
      remotes: { call: () => Promise.resolve(nobodyElse) },
      archives: this.archives,
      store: interference.store?.(this.store) ?? this.store,
      spawner: new LoopSpawner((name, reason) => {
        events.push({ kind: 'bug', where: name, message: String(reason) });
      }),
      trace: { note: (event) => events.push(event) },
      logs: noLogs,
      metrics: { text: () => Promise.resolve(''), asMeilisearch: () => Promise.resolve('') },
      signatures: nodeSignatures,
      fault: { ...noFault, at: async (point) => interference.atPoint?.(point) },
    };
  }
}

async function send(
  engine: Engine,
  line: string,
  body?: unknown,
  bearer = 'master',
): Promise<TestAnswer> {
  const [method = '', path = ''] = line.split(' ');
  const response = await engine.handle({
    method,
    path,
    query: '',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: { kind: 'text', text: body === undefined ? '' : JSON.stringify(body) },
  });
  return {
    status: response.status,
    body: response.body === '' ? undefined : JSON.parse(response.body),
  };
}
