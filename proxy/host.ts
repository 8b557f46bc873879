import { randomBytes } from 'node:crypto';
import { assert, must } from '../engine/base/assert.ts';
import type { EngineConfig } from '../engine/config.ts';
import type { Engine } from '../engine/engine.ts';
import { noFault } from '../engine/ports/fault.ts';
import type { Ports } from '../engine/ports/ports.ts';
import type { TraceEvent } from '../engine/ports/trace.ts';
import { systemClock } from './clock.ts';
import type { ProxyConfig } from './config/proxy-config.ts';
import { type Door, openDoor } from './door.ts';
import { HttpServer } from './http/http-server.ts';
import type { Machinery } from './machinery.ts';
import { keyedRandom } from './random.ts';
import { LoopSpawner } from '../engine/background/loop-spawner.ts';
import { withinRequest } from './telemetry/request-scope.ts';

/** Makes the engine that the host works for. */
export type EngineFactory = (ports: Ports, config: EngineConfig) => Engine;

/** One engine with everything that it needs of this machine. */
export class Host {
  readonly #proxy: ProxyConfig;
  readonly #engine: Engine;
  readonly #door: Door | undefined;
  /** What happened before the log and the metrics were open. */
  readonly #early: TraceEvent[] = [];
  #server: HttpServer | undefined;
  #machinery: Machinery | undefined;

  /** Nothing is opened yet, and nothing but the `door`, if there is one, listens. */
  constructor(createEngine: EngineFactory, config: EngineConfig, proxy: ProxyConfig, door?: Door) {
    this.#proxy = proxy;
    this.#door = door;
    this.#engine = createEngine(this.#ports(), config);
  }

  /**
   * Listens, then loads the rest and starts the engine: the process is seen to live at once, and
   * requests that need the engine wait for it. Rejects when a port is taken, when the store cannot
   * be opened, or when it contradicts the configuration.
   */
  async start(): Promise<void> {
    const { server } = this.#proxy;
    const door = this.#door ?? (await openDoor(server));
    assert(
      door.port === server.port || server.port === 0,
      'the door stands where it was asked for',
    );
    this.#server = new HttpServer(door, (request) => this.#engine.handle(request), server, {
      inFlight: (count) => this.#machinery?.metrics.requestsInFlight(count),
      within: withinRequest,
      bug: (message) => this.#note({ kind: 'bug', where: 'http', message }),
    });
    const { openMachinery } = await import('./machinery.ts');
    this.#machinery = await openMachinery(this.#proxy);
    for (const event of this.#early.splice(0)) this.#note(event);
    await this.#engine.start();
  }

  /** Writes a line to the log, once it is open. */
  log(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.#machinery?.log.info(fields, message);
  }

  /** Answers what is in flight, ends the engine, and closes everything. */
  async stop(): Promise<void> {
    await this.#server?.drain(this.#proxy.server.drainTimeoutMs);
    await this.#engine.stop();
    await this.#machinery?.close();
  }

  #ports(): Ports {
    // The engine asks for these only after it was started, which is after they were opened.
    const machinery = (): Machinery => must(this.#machinery, 'what a host works with');
    return {
      clock: systemClock,
      random: keyedRandom(randomBytes(16).toString('hex')),
      get nodes() {
        return machinery().nodes;
      },
      get store() {
        return machinery().store;
      },
      get metrics() {
        return machinery().metrics;
      },
      spawner: new LoopSpawner((name, reason) => {
        this.#note({ kind: 'bug', where: `loop ${name}`, message: messageOf(reason) });
      }),
      trace: { note: (event) => this.#note(event) },
      fault: noFault,
    };
  }

  #note(event: TraceEvent): void {
    if (this.#machinery === undefined) this.#early.push(event);
    else this.#machinery.trace.note(event);
  }
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
