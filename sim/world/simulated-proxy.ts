import type { EngineConfig } from '../../engine/config.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { LoopSpawner } from '../../engine/background/loop-spawner.ts';
import { MemoryArchives } from '../../engine/testing/memory-archives.ts';
import { noLogs } from '../../engine/testing/no-logs.ts';
import { nobodyElse } from '../../engine/testing/nobody-else.ts';
import type { Fault, FaultPoint } from '../../engine/ports/fault.ts';
import type { HttpRequest, HttpResponse } from '../../engine/ports/http.ts';
import type { Ports } from '../../engine/ports/ports.ts';
import type { TaskStore } from '../../engine/ports/task-store.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { ArmedPoint, Plan } from '../plan/plan.ts';
import { engineRandom } from './engine-random.ts';
import type { NodeNetwork } from './node-network.ts';
import { type MachineClock, processClock } from './simulated-clock.ts';
import { simulatedSignatures } from './simulated-signatures.ts';
import { storeLink, type StoreScope } from './store-link.ts';

/** What a proxy needs of the world. */
export interface ProxyScope {
  readonly kernel: Kernel;
  readonly draws: KeyedDraws;
  readonly plan: Plan;
  readonly config: EngineConfig;
  readonly clock: MachineClock;
  readonly network: NodeNetwork;
  readonly store: TaskStore;
  readonly storeScope: StoreScope;
  /** Whether armed fault points still strike. */
  readonly isChaotic: () => boolean;
  readonly note: (proxy: string, event: TraceEvent) => void;
  /** Called when an armed fault point ends this proxy. */
  readonly crashed: (proxy: string, restartAfterMs: number) => void;
}

/** How long a supervisor waits before it starts a proxy again that could not start. */
const restartDelayMicros = 500_000;

/** A machine with a proxy on it: the production engine over virtual ports, in one life after another. */
export class SimulatedProxy {
  readonly id: string;
  readonly #scope: ProxyScope;
  /** What it wrote outlives it, as files do. */
  readonly #archives = new MemoryArchives();
  #process: Incarnation;
  #engine: Engine | undefined;
  /** Requests that wait for an answer, and what to do when the connection breaks. */
  readonly #waiting = new Set<() => void>();
  /** How often each armed point was visited, in all lives. */
  readonly #visits = new Map<string, number>();

  constructor(id: string, scope: ProxyScope) {
    this.id = id;
    this.#scope = scope;
    this.#process = new Incarnation(id, -1);
    this.#process.crash();
  }

  get isUp(): boolean {
    return !this.#process.isDead;
  }

  get process(): Incarnation {
    return this.#process;
  }

  /** Begins a new life. */
  start(): void {
    if (this.isUp) return;
    this.#process = new Incarnation(this.id, this.#process.number + 1);
    const { kernel, config } = this.#scope;
    const life = this.#process;
    const engine = createEngine(this.#portsOf(life), { ...config, proxyId: this.id });
    this.#engine = engine;
    engine.start().catch((error: unknown) => {
      if (life.isDead) return;
      if (!this.#scope.isChaotic()) kernel.failWith(error);
      this.crash();
      kernel.schedule(restartDelayMicros, `${this.id}/restart`, null, () => this.start());
    });
  }

  /** Ends this life: clients that wait lose their connection. */
  crash(): void {
    if (!this.isUp) return;
    this.#process.crash();
    this.#engine = undefined;
    for (const breakOff of this.#waiting) breakOff();
    this.#waiting.clear();
  }

  /** Answers a client's request, or calls `broken` if the proxy dies first. */
  handle(
    request: HttpRequest,
    answered: (response: HttpResponse) => void,
    broken: () => void,
  ): void {
    const life = this.#process;
    this.#waiting.add(broken);
    void this.#engine?.handle(request).then((response) => {
      if (life.isDead) return;
      this.#waiting.delete(broken);
      answered(response);
    });
  }

  #portsOf(process: Incarnation): Ports {
    const { kernel, clock, network, store, storeScope, note, draws } = this.#scope;
    const trace = {
      note: (event: TraceEvent) => {
        if (!process.isDead) note(this.id, event);
      },
    };
    return {
      clock: processClock(kernel, clock, process),
      random: engineRandom(draws.branch(`${this.id}#${process.number}`)),
      nodes: network.clientOf(process, clock),
      store: storeLink(store, process, storeScope),
      spawner: new LoopSpawner((name, reason) => {
        trace.note({ kind: 'bug', where: `loop ${name}`, message: describe(reason) });
      }),
      trace,
      logs: noLogs,
      metrics: { text: () => Promise.resolve(''), asMeilisearch: () => Promise.resolve('') },
      remotes: { call: () => Promise.resolve(nobodyElse) },
      archives: this.#archives,
      fault: this.#faultOf(process),
      signatures: simulatedSignatures,
    };
  }

  #faultOf(process: Incarnation): Fault {
    const { plan } = this.#scope;
    return {
      at: (point) => this.#visit(process, point),
      planted: (bug) => bug === plan.mutant,
    };
  }

  #visit(process: Incarnation, point: FaultPoint): Promise<void> {
    const { plan, draws, isChaotic } = this.#scope;
    if (process.isDead) return new Promise(() => {});
    if (!isChaotic()) return Promise.resolve();
    const label = `${this.id}/${point}`;
    const armed = plan.armed.find((candidate) => candidate.point === point);
    if (armed === undefined || !this.#isVisit(armed)) return Promise.resolve();
    if (!draws.chance(label, armed.chance)) return Promise.resolve();
    return this.#strike(process, label, armed.effect);
  }

  /** Whether this visit of an armed point is one at which it may strike. */
  #isVisit({ point, visit }: ArmedPoint): boolean {
    const count = (this.#visits.get(point) ?? 0) + 1;
    this.#visits.set(point, count);
    return visit === undefined || visit === count;
  }

  #strike(process: Incarnation, label: string, effect: ArmedPoint['effect']): Promise<void> {
    const { kernel, draws, crashed } = this.#scope;
    if (effect.kind === 'crash') {
      crashed(this.id, effect.restartAfterMs);
      return new Promise(() => {});
    }
    const { millisecondsLeast: least = 0, millisecondsMax: most } = effect;
    const micros = draws.between(`delay ${label}`, least, most) * 1000;
    return new Promise((resolve) => {
      kernel.schedule(micros, `${label} held up`, process, resolve);
    });
  }
}

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
