import { KeyedMutex } from './base/mutex.ts';
import { startHealthChecks } from './background/health-checks.ts';
import { startPruner } from './background/pruner.ts';
import { Cluster } from './cluster/cluster.ts';
import { refuseChangedTopology } from './cluster/topology-check.ts';
import type { EngineConfig } from './config.ts';
import type { EngineContext } from './context.ts';
import { PendingSequences } from './documents/pending-sequences.ts';
import { Catalogue } from './indexes/catalogue.ts';
import { Ledger } from './movement/ledger.ts';
import type { HttpRequest, HttpResponse } from './ports/http.ts';
import type { Ports } from './ports/ports.ts';
import { handleRequest } from './protocol/pipeline.ts';
import { routes } from './routes.ts';
import { TaskFollower } from './tasks/follower.ts';
import { recoverInterrupted } from './tasks/recovery.ts';

/** Miroir without the world around it: the same in production and in the simulator. */
export interface Engine {
  /** Answers one client request. Never rejects. Until `start` has resolved, only `/health` is served. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Reads the store and starts the background work. Throws if the configuration contradicts the store. */
  start(): Promise<void>;
  /** Ends the background work. */
  stop(): Promise<void>;
}

/** Builds an engine over `ports`; `config` must be complete and checked. */
export function createEngine(ports: Ports, config: EngineConfig): Engine {
  const started = Promise.withResolvers<EngineContext>();
  // Whoever calls start() hears of its failure; requests that wait for it are answered by the pipeline.
  started.promise.catch(() => {});
  return {
    handle: (request) =>
      handleRequest({ ports, config, routes, started: started.promise }, request),
    async start() {
      try {
        started.resolve(await startContext(ports, config));
      } catch (error) {
        started.reject(error);
        throw error;
      }
    },
    stop: () => ports.spawner.stop(),
  };
}

async function startContext(ports: Ports, config: EngineConfig): Promise<EngineContext> {
  const stored = await ports.store.initializeTopology(config.topology);
  refuseChangedTopology(stored, config.topology);
  const context: EngineContext = {
    ports,
    config,
    cluster: new Cluster(config.topology, config.health, ports.trace),
    catalogue: new Catalogue(await ports.store.listIndexes()),
    ledger: new Ledger(await ports.store.listBehind()),
    writeOrder: new KeyedMutex(),
    pendingSequences: new PendingSequences(),
    follower: new TaskFollower(),
  };
  await recoverInterrupted(context);
  startHealthChecks(context);
  startPruner(context);
  context.follower.start(context);
  return context;
}
