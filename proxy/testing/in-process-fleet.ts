import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineConfig } from '../../engine/config.ts';
import { createEngine } from '../../engine/engine.ts';
import { noFault } from '../../engine/ports/fault.ts';
import type {
  CallOptions,
  NodeClient,
  NodeReply,
  NodeRequest,
} from '../../engine/ports/node-client.ts';
import type { TaskStore } from '../../engine/ports/task-store.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { testConfig } from '../../engine/testing/config.ts';
import { noLogs } from '../../engine/testing/no-logs.ts';
import { FolderArchives } from '../archives/folder-archives.ts';
import { systemClock } from '../clock.ts';
import { findMeilisearch } from '../demo/meilisearch-binary.ts';
import { startMeilisearchNode } from '../demo/meilisearch-node.ts';
import type { ServerProcess } from '../demo/server-process.ts';
import { keyedRandom } from '../random.ts';
import { nodeSignatures } from '../signatures.ts';
import { RemoteHttp } from '../remote/remote-http.ts';
import { LoopSpawner } from '../../engine/background/loop-spawner.ts';
import { SqliteStore } from '../store/sqlite/sqlite-store.ts';
import { UpstreamClient } from '../upstream/upstream-client.ts';

const nodeKey = 'testNodeKey0123456789';

/** Real Meilisearch nodes, shared by the engines of one test file. */
export interface NodeSet {
  readonly nodes: readonly { readonly id: string; readonly url: string }[];
  /** Starts as many others, each with what a node of the same name was when it last made a snapshot. */
  restore(): Promise<NodeSet>;
  stop(): Promise<void>;
}

/** Starts `count` real nodes called `meili-0`, `meili-1`, … */
export async function startNodes(count: number): Promise<NodeSet> {
  return startNodesFrom(count, () => undefined);
}

async function startNodesFrom(
  count: number,
  snapshotOf: (id: string) => string | undefined,
): Promise<NodeSet> {
  const binary = await findMeilisearch();
  const folder = await mkdtemp(join(tmpdir(), 'miroir-nodes-'));
  const started: ServerProcess[] = await Promise.all(
    Array.from({ length: count }, (_, position) => {
      const id = `meili-${position}`;
      const snapshot = snapshotOf(id);
      const where = { id, binary, folder: join(folder, id), masterKey: nodeKey };
      return startMeilisearchNode({ ...where, snapshot });
    }),
  );
  return {
    nodes: started.map((node, position) => ({ id: `meili-${position}`, url: node.url })),
    restore: () => startNodesFrom(count, (id) => join(folder, id, 'snapshots', 'data.ms.snapshot')),
    async stop() {
      await Promise.all(started.map((node) => node.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An answer as a test wants it: the body parsed, and as it came. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // A test asserts on whatever came.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** An engine in this process over real nodes, with switches for what should fail. */
export interface InProcessFleet {
  readonly events: readonly TraceEvent[];
  readonly store: TaskStore;
  /** Where dumps and snapshots are written; gone once it has stopped. */
  readonly folder: string;
  /** Nodes that refuse connections while they are in here. */
  readonly down: Set<string>;
  /** Replaces what a node answers; undefined lets the call through. */
  intercept: (node: string, request: NodeRequest) => NodeReply | undefined;
  request(line: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Sends a write and follows its task to the end. */
  write(line: string, body?: unknown, headers?: Record<string, string>): Promise<TestAnswer>;
  /** Follows a task to its end. */
  followed(taskUid: number): Promise<TestAnswer>;
  stop(): Promise<void>;
}

/** Builds the engine with `change` applied to the usual configuration (RF 2, 8 shards). */
export async function startInProcess(
  nodes: NodeSet,
  change: Partial<EngineConfig> = {},
  store: TaskStore = new SqliteStore(':memory:'),
): Promise<InProcessFleet> {
  const upstream = new UpstreamClient({
    nodes: nodes.nodes,
    nodeKey,
    connectionsMax: 16,
    idleTimeoutMs: 10_000,
    connectTimeoutMs: 2000,
  });
  const remotes = new RemoteHttp(2000);
  const folder = await mkdtemp(join(tmpdir(), 'miroir-archives-'));
  const archives = new FolderArchives({
    folders: { dump: folder, snapshot: folder },
    copyStore: (path) => copyStore(store, path),
  });
  const events: TraceEvent[] = [];
  const failures: string[] = [];
  const spawner = new LoopSpawner((name, reason) => failures.push(`${name}: ${String(reason)}`));
  const switches = { down: new Set<string>(), intercept: noIntercept };
  const fleet: InProcessFleet = {
    events,
    store,
    folder,
    down: switches.down,
    get intercept() {
      return switches.intercept;
    },
    set intercept(replacement) {
      switches.intercept = replacement;
    },
    request: (line, body, headers) => send(engine, line, body, headers),
    async write(line, body, headers) {
      const answer = await send(engine, line, body, headers);
      if (answer.status !== 202) throw new Error(`${line}: ${answer.status} ${answer.text}`);
      return followTask(engine, answer.body.taskUid);
    },
    followed: (taskUid) => followTask(engine, taskUid),
    async stop() {
      await engine.stop();
      await upstream.close();
      await remotes.close();
      await rm(folder, { recursive: true, force: true });
      if (failures.length > 0) throw new Error(`background loops failed: ${failures.join('; ')}`);
    },
  };
  const engine = createEngine(
    {
      clock: systemClock,
      random: keyedRandom('test'),
      nodes: switchable(upstream, switches),
      remotes,
      archives,
      store,
      spawner,
      trace: { note: (event) => events.push(event) },
      fault: noFault,
      signatures: nodeSignatures,
      logs: noLogs,
      metrics: {
        text: () => Promise.resolve('miroir_up 1\n'),
        asMeilisearch: (gauges) => Promise.resolve(JSON.stringify(gauges)),
      },
    },
    { ...testConfig, ...change },
  );
  await engine.start();
  return fleet;
}

type Engine = ReturnType<typeof createEngine>;

async function copyStore(store: TaskStore, path: string): Promise<void> {
  if (store instanceof SqliteStore) await store.copyTo(path);
}

function noIntercept(): undefined {}

function switchable(
  upstream: NodeClient,
  switches: { down: Set<string>; intercept: InProcessFleet['intercept'] },
): NodeClient {
  return {
    know: (nodes) => upstream.know(nodes),
    async call(node: string, request: NodeRequest, options: CallOptions): Promise<NodeReply> {
      if (switches.down.has(node)) {
        return { kind: 'failure', failure: 'refused', message: 'switched off' };
      }
      return switches.intercept(node, request) ?? upstream.call(node, request, options);
    },
  };
}

async function send(
  engine: Engine,
  line: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<TestAnswer> {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await engine.handle({
    method,
    path,
    query,
    headers: {
      authorization: `Bearer ${path.startsWith('/_miroir') ? 'admin' : 'master'}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: { kind: 'text', text },
  });
  const isJson = response.headers['content-type'] === 'application/json';
  return {
    status: response.status,
    headers: response.headers,
    text: response.body,
    body: isJson ? JSON.parse(response.body) : undefined,
  };
}

async function followTask(engine: Engine, uid: number): Promise<TestAnswer> {
  const deadlineMs = systemClock.monoMs() + 60_000;
  while (systemClock.monoMs() < deadlineMs) {
    const answer = await send(engine, `GET /tasks/${uid}`);
    if (!['enqueued', 'processing'].includes(answer.body.status)) return answer;
    await systemClock.sleep(20);
  }
  throw new Error(`task ${uid} did not end within a minute`);
}
