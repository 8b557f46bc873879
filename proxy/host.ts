import { randomBytes } from 'node:crypto';
import { assert, must } from '../engine/base/assert.ts';
import type { EngineConfig } from '../engine/config.ts';
import type { Engine } from '../engine/engine.ts';
import { noFault } from '../engine/ports/fault.ts';
import type { HttpRequest, HttpResponse } from '../engine/ports/http.ts';
import type { Ports } from '../engine/ports/ports.ts';
import type { TraceEvent } from '../engine/ports/trace.ts';
import { systemClock } from './clock.ts';
import type { ProxyConfig } from './config/proxy-config.ts';
import { type Door, openDoor } from './door.ts';
import { HttpServer } from './http/http-server.ts';
import type { Machinery } from './machinery.ts';
import { keyedRandom } from './random.ts';
import { nodeSignatures } from './signatures.ts';
import { answerWhileImporting } from './import/import-gate.ts';
import { ImportMarker } from './import/import-marker.ts';
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
  readonly #masterKey: string;
  readonly #stopping = new AbortController();
  /** Runs until the dump is imported with which this process begins. */
  #import: Promise<void> | undefined;
  #isImporting: boolean;
  #server: HttpServer | undefined;
  #machinery: Machinery | undefined;

  /** Nothing is opened yet, and nothing but the `door`, if there is one, listens. */
  constructor(createEngine: EngineFactory, config: EngineConfig, proxy: ProxyConfig, door?: Door) {
    this.#proxy = proxy;
    this.#masterKey = config.masterKey;
    this.#isImporting = proxy.dump !== null;
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
    this.#server = new HttpServer(door, (request) => this.#answer(request), server, {
      inFlight: (count) => this.#machinery?.metrics.requestsInFlight(count),
      within: withinRequest,
      bug: (message) => this.#note({ kind: 'bug', where: 'http', message }),
    });
    const { openMachinery } = await import('./machinery.ts');
    this.#machinery = await openMachinery(this.#proxy);
    for (const event of this.#early.splice(0)) this.#note(event);
    const marker = new ImportMarker(this.#proxy.store.path);
    await marker.refuseHalfDone();
    await this.#engine.start();
    await this.#beginWithDump(this.#machinery);
  }

  /** Writes a line to the log, once it is open. */
  log(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.#machinery?.log.info(fields, message);
  }

  /** Answers what is in flight, ends the engine, and closes everything. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#import?.catch(() => {});
    // Whoever follows the log would have the server wait.
    this.#machinery?.logs.unfollow();
    await this.#server?.drain(this.#proxy.server.drainTimeoutMs);
    await this.#engine.stop();
    await this.#machinery?.close();
  }

  async #answer(request: HttpRequest): Promise<HttpResponse> {
    const refusal = this.#isImporting ? answerWhileImporting(request) : undefined;
    return refusal ?? this.#engine.handle(request);
  }

  async #beginWithDump({ store, log }: Machinery): Promise<void> {
    const { dump, archives, store: where } = this.#proxy;
    if (dump === null) return;
    const { beginWithDump } = await import('./import/begin-with-dump.ts');
    this.#import = beginWithDump({
      dump,
      storePath: where.path,
      folder: archives.dump,
      store,
      masterKey: this.#masterKey,
      handle: (request) => this.#engine.handle(request),
      log,
      signal: this.#stopping.signal,
    });
    await this.#import;
    this.#isImporting = false;
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
      get remotes() {
        return machinery().remotes;
      },
      get archives() {
        return machinery().archives;
      },
      get metrics() {
        return machinery().metrics;
      },
      get logs() {
        return machinery().logs;
      },
      spawner: new LoopSpawner((name, reason) => {
        this.#note({ kind: 'bug', where: `loop ${name}`, message: messageOf(reason) });
      }),
      trace: { note: (event) => this.#note(event) },
      fault: noFault,
      signatures: nodeSignatures,
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
