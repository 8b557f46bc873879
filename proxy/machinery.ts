import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Trace } from '../engine/ports/trace.ts';
import type { ProxyConfig } from './config/proxy-config.ts';
import { FolderArchives } from './archives/folder-archives.ts';
import { RemoteHttp } from './remote/remote-http.ts';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';
import { logTrace, openLog } from './telemetry/log.ts';
import { openMetrics, type ProxyMetrics } from './telemetry/metrics.ts';
import { openProcessLog, type ProcessLog } from './telemetry/process-log.ts';
import { listenForMetrics, type MetricsListener } from './telemetry/metrics-listener.ts';
import { UpstreamClient } from './upstream/upstream-client.ts';

/** What a host works with: everything that takes long to load, and that `/health` does not need. */
export interface Machinery {
  readonly log: Logger;
  readonly metrics: ProxyMetrics;
  readonly logs: ProcessLog;
  readonly trace: Trace;
  readonly nodes: UpstreamClient;
  readonly store: SqliteStore;
  readonly remotes: RemoteHttp;
  readonly archives: FolderArchives;
  close(): Promise<void>;
}

/** Opens the store, the connections, the log and the metrics listener. Rejects if one cannot be had. */
export async function openMachinery(proxy: ProxyConfig): Promise<Machinery> {
  const log = openLog(proxy.log.level, hostname());
  const logs = openProcessLog(log);
  const metrics = openMetrics();
  const store = openStore(proxy.store.path);
  const remotes = new RemoteHttp(proxy.upstream.connectTimeoutMs);
  const archives = new FolderArchives({
    folders: proxy.archives,
    copyStore: (path) => store.copyTo(path),
  });
  const nodes = new UpstreamClient({
    ...proxy.upstream,
    onKnown: (known) => metrics.nodesKnown(known),
  });
  const listener: MetricsListener = await listenForMetrics(
    metrics,
    proxy.metrics.port,
    proxy.server.bind,
  );
  return {
    log,
    metrics,
    logs,
    trace: allTraces([logTrace(log), logs.trace, metrics.trace]),
    nodes,
    store,
    remotes,
    archives,
    async close() {
      await listener.close();
      await nodes.close();
      await remotes.close();
      await store.close();
    },
  };
}

function openStore(path: string): SqliteStore {
  try {
    return new SqliteStore(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`the task store ${path} cannot be opened: ${reason}`, { cause: error });
  }
}

function allTraces(traces: readonly Trace[]): Trace {
  return {
    note(event) {
      for (const trace of traces) trace.note(event);
    },
  };
}
