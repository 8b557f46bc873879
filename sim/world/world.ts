import { must } from '../../engine/base/assert.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { SqliteStore } from '../../proxy/store/sqlite/sqlite-store.ts';
import type { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { KeyedDraws } from '../kernel/keyed-draws.ts';
import { parseSeed } from '../kernel/seed.ts';
import type { Plan } from '../plan/plan.ts';
import type { Operation } from '../trace/operation.ts';
import type { Exchange, FaultEvent } from '../trace/record.ts';
import { Client } from './client.ts';
import { engineConfigOf, everyNodeName, proxyNames } from './fleet-names.ts';
import { Links } from './links.ts';
import { NodeNetwork } from './node-network.ts';
import { MachineClock } from './simulated-clock.ts';
import { SimulatedNode } from './simulated-node.ts';
import { SimulatedProxy } from './simulated-proxy.ts';
import { StoreChanges } from './store-changes.ts';
import { Triggers } from './triggers.ts';
import { Weather } from './weather.ts';

/** An event of some engine, with when and where it happened. */
export interface NotedEvent {
  readonly at: number;
  readonly proxy: string;
  readonly event: TraceEvent;
}

/** The fleet of a plan with everything around it: proxies, nodes, network, store, clients. */
export class World {
  readonly kernel: Kernel;
  readonly draws: KeyedDraws;
  readonly links: Links;
  readonly weather: Weather;
  readonly network: NodeNetwork;
  readonly store: SqliteStore;
  readonly triggers: Triggers;
  /** What the store held from when on. */
  readonly changes: StoreChanges;
  readonly proxies: readonly SimulatedProxy[];
  readonly nodes: ReadonlyMap<string, SimulatedNode>;
  readonly operations: Operation[] = [];
  readonly exchanges: Exchange[] = [];
  readonly faults: FaultEvent[] = [];
  readonly noted: NotedEvent[] = [];
  readonly #clocks = new Map<string, MachineClock>();
  readonly #clients = new Map<string, Client>();
  /** Whether faults still strike. */
  isChaotic = false;

  constructor(plan: Plan, kernel: Kernel) {
    this.kernel = kernel;
    this.draws = new KeyedDraws(parseSeed(plan.seed), 'world');
    this.links = new Links(plan.latency, this.draws.branch('links'), (link) => {
      this.faults.push({ at: kernel.now, kind: 'loss', target: link });
    });
    this.weather = new Weather(plan.noise, this.draws.branch('weather'));
    const nodeNames = everyNodeName(plan.fleet);
    const names = [...proxyNames(plan.fleet), ...nodeNames];
    for (const [place, name] of names.entries()) {
      const clock = plan.clocks[place] ?? { offsetMs: 0, driftMillionths: 0 };
      this.#clocks.set(name, new MachineClock(kernel, clock));
    }
    this.nodes = new Map(
      nodeNames.map((name) => [name, new SimulatedNode(name, this.#nodeScope(plan, name))]),
    );
    this.network = new NodeNetwork(this);
    this.store = new SqliteStore(':memory:');
    this.triggers = new Triggers(kernel);
    this.changes = new StoreChanges(this.store, this);
    this.proxies = proxyNames(plan.fleet).map((name) => this.#proxy(plan, name));
    this.links.connect(proxyNames(plan.fleet), nodeNames);
  }

  node(name: string): SimulatedNode {
    return must(this.nodes.get(name), `node ${name}`);
  }

  clock(process: string): MachineClock {
    return must(this.#clocks.get(process), `the clock of ${process}`);
  }

  /** The life that a process leads now. */
  process(name: string): Incarnation {
    const proxy = this.proxies.find(({ id }) => id === name);
    return proxy === undefined ? this.node(name).process : proxy.process;
  }

  client(name: string): Client | undefined {
    return this.#clients.get(name);
  }

  /** The client of this name, which is made when it is first asked for. */
  clientCalled(name: string): Client {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client = new Client(name, this);
    this.#clients.set(name, client);
    this.links.connect(
      [name],
      this.proxies.map(({ id }) => id),
    );
    return client;
  }

  get clients(): readonly Client[] {
    return [...this.#clients.values()];
  }

  /** Ends a process and starts it again later. */
  crash(name: string, restartAfterMs: number): void {
    this.faults.push({ at: this.kernel.now, kind: 'crash', target: name });
    const proxy = this.proxies.find(({ id }) => id === name);
    if (proxy === undefined) {
      this.network.reset(name);
      this.node(name).crash();
    } else {
      proxy.crash();
    }
    this.kernel.schedule(restartAfterMs * 1000, `${name}/restart`, null, () => this.restart(name));
  }

  /** Starts a process that is down. */
  restart(name: string): void {
    const proxy = this.proxies.find(({ id }) => id === name);
    if (proxy?.isUp ?? this.node(name).isUp) return;
    this.faults.push({ at: this.kernel.now, kind: 'restart', target: name });
    if (proxy === undefined) this.node(name).restart();
    else proxy.start();
  }

  /** Ends all faults: what is cut is mended, what is down starts, what is paused goes on. */
  heal(): void {
    this.faults.push({ at: this.kernel.now, kind: 'heal', target: '*' });
    this.isChaotic = false;
    this.weather.calm = true;
    this.links.heal();
    for (const node of this.nodes.values()) {
      node.fillDisk(false);
      node.slow(1);
      this.kernel.resume(node.process);
      this.restart(node.id);
    }
    for (const proxy of this.proxies) {
      this.kernel.resume(proxy.process);
      this.restart(proxy.id);
    }
  }

  #nodeScope(plan: Plan, name: string): ConstructorParameters<typeof SimulatedNode>[1] {
    const { kernel, draws, weather } = this;
    const { ranking, documentMicrosMax } = plan.fleet;
    const scope = { kernel, draws: draws.branch(name), weather, clock: this.clock(name), ranking };
    return { ...scope, documentMicrosMax };
  }

  #proxy(plan: Plan, name: string): SimulatedProxy {
    return new SimulatedProxy(name, {
      kernel: this.kernel,
      draws: this.draws.branch(name),
      plan,
      config: engineConfigOf(plan),
      clock: this.clock(name),
      network: this.network,
      store: this.store,
      storeScope: this,
      isChaotic: () => this.isChaotic,
      note: (proxy, event) => this.#note(proxy, event),
      crashed: (proxy, restartAfterMs) => this.crash(proxy, restartAfterMs),
    });
  }

  #note(proxy: string, event: TraceEvent): void {
    this.noted.push({ at: this.kernel.now, proxy, event });
    // The engine calls it a bug itself: no checker need find it.
    if (event.kind === 'bug') this.kernel.fail('crash', `${event.where}: ${event.message}`);
  }
}
