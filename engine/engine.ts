import { KeyedMutex } from './base/mutex.ts';
import { startHealthChecks } from './background/health-checks.ts';
import { startVerifier } from './background/verifier.ts';
import { startPruner } from './background/pruner.ts';
import { startCaretaker } from './background/caretaker.ts';
import { startSilentNodes } from './background/silent-nodes.ts';
import {
  endOwnSession,
  openFirstSession,
  startSessionKeeper,
} from './background/session-keeper.ts';
import { Cluster } from './cluster/cluster.ts';
import { refuseChangedTopology } from './cluster/topology-check.ts';
import type { EngineConfig } from './config.ts';
import type { EngineContext } from './context.ts';
import { PendingSequences } from './documents/pending-sequences.ts';
import { Catalogue } from './indexes/catalogue.ts';
import { Features } from './instance/features.ts';
import { Network } from './instance/network.ts';
import { judgeMovement } from './movement/movement-policy.ts';
import { Ledger } from './movement/ledger.ts';
import { SettledFleet } from './movement/move/fleet-settling.ts';
import { CleaningPatience } from './movement/move/outgoing-shards.ts';
import { NodeMemory } from './movement/restored/node-memory.ts';
import { rememberTasks } from './movement/restored/newest-task.ts';
import { startRestoredNodes } from './movement/restored/restored-nodes.ts';
import { firstKeys } from './keys/first-keys.ts';
import { KeyRing } from './keys/key-ring.ts';
import type { HttpRequest, HttpResponse } from './ports/http.ts';
import type { Ports } from './ports/ports.ts';
import { handleRequest } from './protocol/pipeline.ts';
import { routes } from './routes.ts';
import { RunningSearches } from './search/running-searches.ts';
import { SettingsPatience } from './settings/settings-patience.ts';
import { OwnSession } from './sharing/own-session.ts';
import { SharedKnowledge } from './sharing/shared-knowledge.ts';
import { watchStore } from './sharing/store-failure.ts';
import { TaskFollower } from './tasks/follower.ts';
import { WritesUnderWay } from './tasks/writes-under-way.ts';
import { startAnnouncer } from './webhooks/announcer.ts';

/** Miroir without the world around it: the same in production and in the simulator. */
export interface Engine {
  /** Answers one client request. Never rejects. Until `start` has resolved, only `/health` is served. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Reads the store and starts the background work. Throws if the configuration contradicts the store. */
  start(): Promise<void>;
  /** Ends the background work, and this proxy's session. */
  stop(): Promise<void>;
}

/** Builds an engine over `ports`; `config` must be complete and checked. */
export function createEngine(ports: Ports, config: EngineConfig): Engine {
  const started = Promise.withResolvers<EngineContext>();
  // Whoever calls start() hears of its failure; requests that wait for it are answered by the pipeline.
  started.promise.catch(() => {});
  let running: EngineContext | undefined;
  return {
    handle: (request) =>
      handleRequest({ ports, config, routes, started: started.promise }, request),
    async start() {
      try {
        running = await startContext(ports, config);
        started.resolve(running);
      } catch (error) {
        started.reject(error);
        throw error;
      }
    },
    async stop() {
      await ports.spawner.stop();
      if (running !== undefined) await endOwnSession(running);
    },
  };
}

async function startContext(given: Ports, config: EngineConfig): Promise<EngineContext> {
  const ports: Ports = { ...given, store: watchStore(given.store) };
  const { store, clock, trace } = ports;
  const { seed, fleet } = await store.initializeFleet(config.topology);
  refuseChangedTopology({ seed, now: fleet.topology }, config.topology);
  const catalogue = new Catalogue();
  const ledger = new Ledger();
  const keys = new KeyRing(ports.signatures, config.masterKey);
  const features = new Features();
  const network = new Network();
  const cluster = new Cluster(fleet, config.health, trace);
  const context: EngineContext = {
    ports,
    config,
    cluster,
    catalogue,
    ledger,
    keys,
    features,
    network,
    shared: new SharedKnowledge(ports, { catalogue, ledger, keys, features, network, cluster }),
    session: new OwnSession(clock, config.session.leaseMs),
    writeOrder: new KeyedMutex(),
    jobOrder: new KeyedMutex(),
    searches: new RunningSearches(),
    writesUnderWay: new WritesUnderWay(),
    pendingSequences: new PendingSequences(),
    settingsPatience: new SettingsPatience(),
    follower: new TaskFollower(),
    cleaning: new CleaningPatience(),
    settledFleet: new SettledFleet(),
    nodeMemory: new NodeMemory(cluster),
    underCare: new Set(),
  };
  warnOfMovement(context);
  await store.initializeKeys(firstKeys(ports));
  await context.shared.refresh();
  await rememberTasks(context);
  await openFirstSession(context);
  startSessionKeeper(context);
  startHealthChecks(context);
  startPruner(context);
  startCaretaker(context);
  startVerifier(context);
  startRestoredNodes(context);
  startSilentNodes(context);
  startAnnouncer(context);
  context.follower.start(context);
  return context;
}

/** Says once what the configuration risks when shards move. */
function warnOfMovement({ config, ports }: EngineContext): void {
  const verdict = judgeMovement(config);
  if (verdict.kind === 'risky') ports.trace.note({ kind: 'warning', message: verdict.warning });
}
