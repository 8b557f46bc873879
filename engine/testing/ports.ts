import { nodeSignatures } from '../../proxy/signatures.ts';
import type { NodeId } from '../cluster/topology.ts';
import { noFault } from '../ports/fault.ts';
import { bodyOf, type NodeReply, type NodeRequest } from '../ports/node-client.ts';
import type { Ports } from '../ports/ports.ts';
import type { TaskStore } from '../ports/task-store.ts';
import type { TraceEvent } from '../ports/trace.ts';
import { MemoryArchives } from './memory-archives.ts';
import { noLogs } from './no-logs.ts';
import { nobodyElse } from './nobody-else.ts';

/** A request whose body, if it came in parts, has been put together. */
export interface WholeRequest extends NodeRequest {
  readonly body?: string;
}

/** Ports for tests of single parts: time stands still, nodes answer what `respond` says. */
export interface TestPorts {
  readonly ports: Ports;
  readonly events: TraceEvent[];
  readonly calls: { readonly node: NodeId; readonly request: WholeRequest }[];
}

/** Builds {@link TestPorts}; a test that needs a store passes one. */
export function testPorts(
  respond: (node: NodeId, request: WholeRequest) => NodeReply,
  store?: TaskStore,
): TestPorts {
  const events: TraceEvent[] = [];
  const calls: TestPorts['calls'] = [];
  const random: Ports['random'] = { integer: () => 0, fork: () => random };
  const ports: Ports = {
    clock: { wallMs: () => 1_795_000_000_000, monoMs: () => 0, sleep: () => Promise.resolve() },
    random,
    nodes: {
      know: () => {},
      call(node, request) {
        const whole = wholeRequest(request);
        calls.push({ node, request: whole });
        return Promise.resolve(respond(node, whole));
      },
    },
    remotes: { call: () => Promise.resolve(nobodyElse) },
    archives: new MemoryArchives(),
    store: store ?? missingStore,
    spawner: { spawn: () => {}, stop: () => Promise.resolve() },
    trace: { note: (event) => events.push(event) },
    fault: noFault,
    signatures: nodeSignatures,
    logs: noLogs,
    metrics: { text: () => Promise.resolve(''), asMeilisearch: () => Promise.resolve('') },
  };
  return { ports, events, calls };
}

function wholeRequest({ body, ...request }: NodeRequest): WholeRequest {
  return body === undefined ? request : { ...request, body: bodyOf({ ...request, body }) };
}

const missingStore: TaskStore = new Proxy<TaskStore>(Object.create(null), {
  get(_target, name) {
    throw new Error(`this test has no store, but ${String(name)} was asked for`);
  },
});
