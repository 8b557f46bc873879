import {
  bodyOf,
  type CallOptions,
  type NodeClient,
  type NodeReply,
  type NodeRequest,
} from '../../engine/ports/node-client.ts';
import type { KernelEvent } from '../kernel/event-heap.ts';
import type { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ModelReply } from '../model/meilisearch.ts';
import type { Exchange } from '../trace/record.ts';
import type { Links } from './links.ts';
import { nodeKey } from './node-key.ts';
import { garble } from './garbled-reply.ts';
import type { MachineClock } from './simulated-clock.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Weather } from './weather.ts';

/** What the network between proxies and nodes needs of the world. */
export interface NetworkScope {
  readonly kernel: Kernel;
  readonly links: Links;
  readonly weather: Weather;
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  /** Where every exchange is written down that a checker may want to see. */
  readonly exchanges: Exchange[];
}

type MutableExchange = { -readonly [Key in keyof Exchange]: Exchange[Key] };

/** One exchange under way. */
interface Flight {
  readonly label: string;
  readonly node: SimulatedNode;
  readonly proxy: Incarnation;
  readonly seen: MutableExchange;
  readonly settle: (reply: NodeReply) => void;
  /** Whether the proxy has had its answer or given up. */
  isOver: boolean;
  deadline: KernelEvent | undefined;
  /** Forgets the token by which it can be canceled. */
  forget: () => void;
}

/** HTTP between proxies and nodes: what is sent may arrive late, twice or never, and so may answers. */
export class NodeNetwork {
  readonly #scope: NetworkScope;
  readonly #flights = new Set<Flight>();

  constructor(scope: NetworkScope) {
    this.#scope = scope;
  }

  /** The port of one life of a proxy. */
  clientOf(proxy: Incarnation, clock: MachineClock): NodeClient {
    const known = new Set<string>();
    return {
      // Every node is where its name says; a real client opens and closes connections here.
      know: (nodes) => {
        for (const { id } of nodes) known.add(id);
      },
      call: (node, request, options) =>
        new Promise((settle) => {
          // What a dead process asks for happens nowhere and is never answered.
          if (proxy.isDead) return;
          if (known.has(node)) this.#begin({ proxy, clock, node, request, options, settle });
          else this.#scope.kernel.fail('crash', `${proxy.name} calls ${node}, which it knows not`);
        }),
    };
  }

  /** A node's machine closes its connections: whoever waits for it learns that no answer will come. */
  reset(node: string): void {
    for (const flight of this.#flights) {
      if (flight.node.id === node && flight.seen.servedAt === null) this.#breakOff(flight);
    }
  }

  #begin(call: NetworkCall): void {
    const { proxy, request, options } = call;
    const node = this.#scope.nodes.get(call.node);
    if (node === undefined) {
      this.#scope.kernel.fail('crash', `${proxy.name} calls ${call.node}, which is not there`);
      return;
    }
    const label = labelOf(proxy.name, node.id, request);
    const flight: Flight = {
      label,
      node,
      proxy,
      seen: newExchange(this.#scope.kernel.now, call),
      settle: call.settle,
      isOver: false,
      deadline: undefined,
      forget: () => {},
    };
    if (isWorthRecording(request)) this.#scope.exchanges.push(flight.seen);
    this.#flights.add(flight);
    flight.deadline = this.#scope.kernel.schedule(
      call.clock.micros(options.deadlineMs),
      `${label} deadline`,
      proxy,
      () => this.#end(flight, failure('timeout', 'no answer in time')),
    );
    const { cancel } = options;
    if (cancel !== undefined) {
      flight.forget = cancel.onCancel(() => this.#end(flight, failure('canceled', 'canceled')));
    }
    if (!flight.isOver) this.#send(flight, request);
  }

  #send(flight: Flight, request: NodeRequest): void {
    const { kernel, links, weather } = this.#scope;
    const { label, node, proxy } = flight;
    const fate = links.fate(proxy.name, node.id, label);
    const delay = links.delay(proxy.name, node.id, label);
    if (fate === 'is-refused') {
      kernel.schedule(delay, `${label} refused`, proxy, () => this.#refuse(flight));
      return;
    }
    if (fate === 'vanishes' || weather.strikes('requestLoss', label)) return;
    kernel.schedule(delay + node.serviceMicros(label), label, null, () => {
      this.#arrive(flight, request);
    });
  }

  #arrive(flight: Flight, request: NodeRequest): void {
    const { kernel, weather } = this.#scope;
    const { node, label } = flight;
    if (!node.isUp) {
      this.#refuse(flight);
    } else if (node.process.isPaused) {
      // The machine's kernel keeps what arrives until the process goes on.
      kernel.schedule(0, `${label} held`, node.process, () => this.#arrive(flight, request));
    } else if (weather.strikes('wrongStatus', label)) {
      const status = weather.choose(label, [500, 503, 429]);
      this.#answer(flight, { status, body: '{"message":"the node is overloaded"}' });
    } else {
      this.#serve(flight, request);
    }
  }

  #serve(flight: Flight, request: NodeRequest): void {
    const { kernel, weather } = this.#scope;
    const whole = {
      method: request.method,
      path: request.path,
      contentType: request.contentType ?? (request.body === undefined ? null : 'application/json'),
      authorization: `Bearer ${nodeKey}`,
      body: bodyOf(request),
    };
    const reply = flight.node.serve(whole);
    if (weather.strikes('duplication', flight.label)) flight.node.serve(whole);
    flight.seen.servedAt = kernel.now;
    flight.seen.fate = flight.isOver ? 'late' : 'answer-lost';
    flight.seen.status = reply.status;
    flight.seen.reply = reply.body;
    kernel.witness(reply.body);
    this.#answer(flight, reply);
  }

  #answer(flight: Flight, reply: ModelReply): void {
    const { kernel, links, weather } = this.#scope;
    const { node, proxy, label } = flight;
    const answer = `${label} answer`;
    const isLost = links.fate(node.id, proxy.name, answer) !== 'passes';
    if (isLost || weather.strikes('answerLoss', answer)) return;
    const garbled = weather.strikes('garbledAnswer', answer)
      ? garble(reply, weather, answer)
      : null;
    kernel.schedule(links.delay(node.id, proxy.name, answer), answer, proxy, () => {
      if (flight.isOver) return;
      flight.seen.fate = garbled === null ? 'answered' : 'garbled';
      flight.seen.status ??= reply.status;
      this.#end(flight, garbled ?? { kind: 'reply', ...reply });
    });
  }

  #refuse(flight: Flight): void {
    if (flight.isOver) return;
    flight.seen.fate = 'refused';
    this.#end(flight, failure('refused', 'connection refused'));
  }

  #breakOff(flight: Flight): void {
    const { kernel, links } = this.#scope;
    const { node, proxy, label } = flight;
    const delay = links.delay(node.id, proxy.name, `${label} reset`);
    kernel.schedule(delay, `${label} reset`, proxy, () => {
      this.#end(flight, failure('reset', 'connection reset'));
    });
  }

  #end(flight: Flight, reply: NodeReply): void {
    if (flight.isOver) return;
    flight.isOver = true;
    flight.seen.endedAt = this.#scope.kernel.now;
    if (flight.deadline !== undefined) flight.deadline.canceled = true;
    this.#flights.delete(flight);
    flight.forget();
    flight.settle(reply);
  }
}

interface NetworkCall {
  readonly proxy: Incarnation;
  readonly clock: MachineClock;
  readonly node: string;
  readonly request: NodeRequest;
  readonly options: CallOptions;
  readonly settle: (reply: NodeReply) => void;
}

function newExchange(now: number, { proxy, node, request }: NetworkCall): MutableExchange {
  return {
    proxy: proxy.name,
    node,
    method: request.method,
    path: request.path,
    body: bodyOf(request),
    sentAt: now,
    servedAt: null,
    endedAt: null,
    fate: 'request-lost',
    status: null,
    reply: null,
  };
}

/** Probes and questions after tasks are many and say nothing that a checker wants to know. */
function isWorthRecording({ method, path }: NodeRequest): boolean {
  return method !== 'GET' || !/^\/(?:health|tasks)/.test(path);
}

/**
 * A name for what is sent that depends on nothing but who sends what to whom: the operation that a
 * document or a search belongs to, never a running number or a time.
 */
function labelOf(proxy: string, node: string, request: NodeRequest): string {
  const path = request.path.replace(/\?.*/, '');
  return `${proxy}>${node} ${request.method} ${path} ${operationIn(request)}`;
}

function operationIn(request: NodeRequest): string {
  if (request.body === undefined) return '';
  return /"(?:v|cropMarker)":"([^"]*)"/.exec(bodyOf(request))?.[1] ?? '';
}

function failure(kind: 'timeout' | 'canceled' | 'refused' | 'reset', message: string): NodeReply {
  return { kind: 'failure', failure: kind, message };
}
