import { vi } from 'vitest';
import type { NodeRecord, NodeState, Topology } from '../../../cluster/topology.ts';
import type { EngineConfig } from '../../../config.ts';
import type { EngineContext } from '../../../context.ts';
import { unrestricted } from '../../../keys/caller.ts';
import { newPlacement, type Placement } from '../../../placement/placement.ts';
import type { MoveRecord } from '../../../ports/move-store.ts';
import type { NodeClient, NodeReply } from '../../../ports/node-client.ts';
import type { Ports } from '../../../ports/ports.ts';
import type { BehindReplica } from '../../../ports/repair-store.ts';
import type { IndexRecord } from '../../../ports/task-store.ts';
import type { TraceEvent } from '../../../ports/trace.ts';
import { ApiError } from '../../../protocol/api-error.ts';
import { matchRoute, prepareRoutes } from '../../../protocol/route-table.ts';
import { parseQuery } from '../../../protocol/routed-request.ts';
import { testConfig } from '../../../testing/config.ts';
import { testContext, testIndex } from '../../../testing/context.ts';
import { testPorts } from '../../../testing/ports.ts';
import { fleetRoutes } from '../fleet-routes.ts';
import { ScriptedFleetStore } from './scripted-fleet-store.ts';

/** A node as `a`, `b:draining` or `c:failed@1` (of group 1) say. */
function nodeNamed(text: string): NodeRecord {
  const [rest = '', group = '0'] = text.split('@');
  const [id = '', state = 'active'] = rest.split(':');
  const states: readonly NodeState[] = ['joining', 'active', 'draining', 'failed'];
  const known = states.find((name) => name === state);
  if (known === undefined) throw new Error(`no state of a node: ${state}`);
  return { id, address: `http://${id}:7700`, replicaGroup: Number(group), state: known };
}

/** A fleet of nodes that are written as {@link nodeNamed} says. */
export function topologyOf(nodes: string, change: Partial<Topology> = {}): Topology {
  const records = nodes.split(' ').map(nodeNamed);
  const groups = records.map(({ replicaGroup }) => replicaGroup + 1);
  return {
    replicaGroups: Math.max(...groups),
    replicationFactor: 1,
    shards: 8,
    nodes: records,
    ...change,
  };
}

/** The nodes of a topology as {@link topologyOf} takes them. */
export function nodesOf({ nodes }: Topology): string {
  return nodes.map(({ id, state, replicaGroup }) => `${id}:${state}@${replicaGroup}`).join(' ');
}

/** An index whose shards are where `topology` wants them, but for `change`. */
export function indexOn(
  topology: Topology,
  change: (placement: Placement) => Placement = (placement) => placement,
): IndexRecord {
  const placement = change(newPlacement(topology, topology.shards));
  return testIndex({ shards: topology.shards, placement, placementVersion: 1 });
}

/** What a world begins with. */
export interface WorldSetting {
  readonly topology: Topology;
  readonly indexes?: readonly IndexRecord[];
  readonly behind?: readonly BehindReplica[];
  readonly config?: Partial<EngineConfig>;
  readonly moves?: readonly MoveRecord[];
  /** What nodes answer, instead of what an empty Meilisearch 1.21 would; undefined for that. */
  readonly respond?: (node: string, path: string) => NodeReply | undefined;
  /** Asked in place of all that. */
  readonly nodes?: NodeClient;
}

/** An answer, its body parsed. */
export interface FleetAnswer {
  readonly status: number;
  // A test asserts on whatever came.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** The routes of the fleet over a store that has nothing else. */
export class FleetWorld {
  readonly store: ScriptedFleetStore;
  readonly context: EngineContext;
  readonly events: readonly TraceEvent[];
  /** `c /version` */
  readonly calls: string[] = [];
  /** The ids of the nodes that were last told to be known. */
  known: readonly string[] = [];

  constructor(setting: WorldSetting) {
    this.store = new ScriptedFleetStore(setting.topology, setting.moves ?? []);
    const respond = (node: string, path: string): NodeReply => {
      this.calls.push(`${node} ${path}`);
      return setting.respond?.(node, path) ?? emptyNode(path);
    };
    const { ports, events } = testPorts(
      (node, request) => respond(node, request.path),
      this.store.asTaskStore(),
    );
    const nodes: Ports['nodes'] = {
      know: (known) => {
        this.known = known.map(({ id }) => id);
      },
      call: (...call) => ports.nodes.call(...call),
    };
    const config = { ...testConfig, topology: setting.topology, ...setting.config };
    const { indexes = [], behind = [] } = setting;
    this.context = testContext(
      { ...ports, nodes: setting.nodes ?? nodes },
      indexes,
      config,
      behind,
    );
    this.events = events;
    this.context.cluster.adopt(this.store.fleet);
    vi.spyOn(this.context.shared, 'refresh').mockImplementation(async () => {
      this.context.cluster.adopt(this.store.fleet);
    });
  }

  /** Sends `POST /_miroir/nodes`; an error is answered as the pipeline does. */
  async send(line: string, body: unknown = ''): Promise<FleetAnswer> {
    const [method = '', target = ''] = line.split(' ');
    const [path = '', query = ''] = target.split('?');
    const routes = prepareRoutes(
      fleetRoutes((verb, template, handler) => ({
        method: verb,
        template,
        access: 'admin',
        handler,
      })),
    );
    const match = matchRoute(routes, method, path);
    if (match.kind !== 'found') throw new Error(`${line}: ${match.kind}`);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const http = { method, path, query, headers: {}, body: { kind: 'text', text } } as const;
    const { template, handler } = match.route;
    const { parameters } = match;
    const request = { http, template, parameters, query: parseQuery(query), caller: unrestricted };
    try {
      const answer = await handler?.(this.context, request);
      return { status: answer?.status ?? 0, body: JSON.parse(answer?.body ?? 'null') };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, body: error.body() };
    }
  }

  /** The same, as the status and the code of an error. */
  async refusal(line: string, body?: unknown): Promise<string> {
    const answer = await this.send(line, body);
    return `${answer.status} ${answer.body.code}`;
  }
}

function emptyNode(path: string): NodeReply {
  if (path === '/health') return reply(200, { status: 'available' });
  if (path === '/version') return reply(200, { pkgVersion: '1.21.0' });
  if (path.startsWith('/indexes')) return reply(200, { results: [], total: 0 });
  return reply(404, {});
}

/** An answer of a node with this body. */
export function reply(status: number, body: unknown): NodeReply {
  return { kind: 'reply', status, body: JSON.stringify(body) };
}
