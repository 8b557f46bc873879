import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { EngineConfig } from '../engine/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { Ports } from '../engine/ports/ports.ts';
import type { Trace } from '../engine/ports/trace.ts';
import { systemClock } from './clock.ts';
import type { ProxyConfig } from './config/proxy-config.ts';
import { HttpServer } from './http/http-server.ts';
import { keyedRandom } from './random.ts';
import { LoopSpawner } from './spawner.ts';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';
import { logTrace, openLog } from './telemetry/log.ts';
import { openMetrics, type ProxyMetrics } from './telemetry/metrics.ts';
import { listenForMetrics, type MetricsListener } from './telemetry/metrics-listener.ts';
import { withinRequest } from './telemetry/request-scope.ts';
import { UpstreamClient } from './upstream/upstream-client.ts';

/** Makes the engine that the host works for. */
export type EngineFactory = (ports: Ports, config: EngineConfig) => Engine;

/** One engine with everything that it needs of this machine. */
export class Host {
  readonly log: Logger;
  readonly #proxy: ProxyConfig;
  readonly #metrics: ProxyMetrics;
  readonly #trace: Trace;
  readonly #nodes: UpstreamClient;
  readonly #store: SqliteStore;
  readonly #engine: Engine;
  #server: HttpServer | undefined;
  #metricsListener: MetricsListener | undefined;

  /** Opens the store and throws its error if that cannot be done; nothing listens yet. */
  constructor(createEngine: EngineFactory, config: EngineConfig, proxy: ProxyConfig) {
    this.#proxy = proxy;
    this.log = openLog(proxy.log.level, hostname());
    this.#metrics = openMetrics(proxy.upstream.nodes.map((node) => node.id));
    this.#trace = bothTraces(logTrace(this.log), this.#metrics.trace);
    this.#store = openStore(proxy.store.path);
    this.#nodes = new UpstreamClient(proxy.upstream);
    this.#engine = createEngine(this.#ports(), config);
  }

  /**
   * Listens, then starts the engine: it is seen to live at once, and requests that need the engine
   * wait for it. Rejects when a port is taken, or when the store contradicts the configuration.
   */
  async start(): Promise<void> {
    const { server, metrics } = this.#proxy;
    this.#server = await HttpServer.listen((request) => this.#engine.handle(request), server, {
      inFlight: (count) => this.#metrics.requestsInFlight(count),
      within: withinRequest,
      bug: (message) => this.#trace.note({ kind: 'bug', where: 'http', message }),
    });
    this.#metricsListener = await listenForMetrics(this.#metrics, metrics.port, server.bind);
    await this.#engine.start();
  }

  /** Answers what is in flight, ends the engine, and closes everything. */
  async stop(): Promise<void> {
    await this.#server?.drain(this.#proxy.server.drainTimeoutMs);
    await this.#engine.stop();
    await this.#metricsListener?.close();
    await this.#nodes.close();
    await this.#store.close();
  }

  #ports(): Ports {
    return {
      clock: systemClock,
      random: keyedRandom(randomBytes(16).toString('hex')),
      nodes: this.#nodes,
      store: this.#store,
      spawner: new LoopSpawner((name, reason) => {
        this.#trace.note({ kind: 'bug', where: `loop ${name}`, message: messageOf(reason) });
      }),
      trace: this.#trace,
      metrics: this.#metrics,
      fault: { at: () => Promise.resolve() },
    };
  }
}

function openStore(path: string): SqliteStore {
  try {
    return new SqliteStore(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the task store ${path} cannot be opened: ${reason}`, { cause: error });
  }
}

function bothTraces(first: Trace, second: Trace): Trace {
  return {
    note(event) {
      first.note(event);
      second.note(event);
    },
  };
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
