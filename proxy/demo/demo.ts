import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient } from './api-client.ts';
import type { DemoOptions } from './flags.ts';
import { demoKeys, type Fleet, startFleet } from './fleet.ts';
import { corpora, loadCorpus } from './loading.ts';
import { Progress } from './progress.ts';
import type { ServerExit, ServerProcess } from './server-process.ts';

/** How long a node that died stays away, so that one can see the searches go on without it. */
const restartDelayMs = 10_000;

/** One run of the demonstration, from the first process to the last; speaks on the console. */
export class Demo {
  readonly #options: DemoOptions;
  /** Aborted when everything is to end. */
  readonly #ending = new AbortController();
  #exitCode = 0;

  constructor(options: DemoOptions) {
    this.#options = options;
  }

  /** Ends the run, whatever it is doing: {@link run} stops every server and returns. */
  end(): void {
    this.#ending.abort();
  }

  /**
   * Starts a fleet, fills it and keeps it running until {@link end} is called or the proxy dies.
   * Returns the exit code; throws what `startFleet` and `loadCorpus` throw, after the clean-up.
   */
  async run(): Promise<number> {
    const { signal } = this.#ending;
    let fleet: Fleet | undefined;
    try {
      fleet = await this.#start();
      announceNodes(fleet);
      await fill(fleet, this.#options, signal);
      announceReady(fleet, this.#options);
      await untilAborted(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.end();
      await fleet?.stop();
    }
    return this.#exitCode;
  }

  #start(): Promise<Fleet> {
    const { MIROIR_MASTER_KEY, MIROIR_ADMIN_API_KEY } = process.env;
    const { corpus: _, ...fleet } = this.#options;
    console.log(`Starting ${fleet.nodes} Meilisearch nodes and Miroir; data: ${fleet.dataFolder}`);
    return startFleet({
      ...fleet,
      keys: {
        master: MIROIR_MASTER_KEY || demoKeys.master,
        admin: MIROIR_ADMIN_API_KEY || demoKeys.admin,
      },
      onUnexpectedExit: (server, exit) => this.#died(server, exit),
      signal: this.#ending.signal,
    });
  }

  #died(server: ServerProcess, { code, signal }: ServerExit): void {
    const how = signal ?? `code ${code}`;
    if (server.id === 'proxy') {
      console.error(`Miroir died (${how}); stopping everything. Its log: ${server.logFile}`);
      this.#exitCode = 1;
      this.end();
      return;
    }
    const { replicaGroups, replicationFactor } = this.#options;
    const effect =
      replicaGroups * replicationFactor > 1
        ? 'searches stay complete through the other copies'
        : 'its documents have no other copy and are missing from searches';
    console.log(`${server.id} died (${how}): ${effect}. It is started again in 10 s.`);
    void this.#revive(server);
  }

  async #revive(node: ServerProcess): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted && node.pid === undefined) {
      try {
        await sleep(restartDelayMs, undefined, { signal });
        await node.start(signal);
        console.log(`${node.id} is back (pid ${node.pid}) and catches up.`);
      } catch (error) {
        if (!signal.aborted) console.error(error instanceof Error ? error.message : error);
      }
    }
  }
}

function announceNodes({ nodes, proxy, binary }: Fleet): void {
  console.log(`Meilisearch ${binary.version}, found through the ${binary.source}: ${binary.path}`);
  for (const { id, pid, url } of [...nodes, proxy]) console.log(`  ${id} (pid ${pid}) ${url}`);
}

async function fill(fleet: Fleet, { corpus }: DemoOptions, signal: AbortSignal): Promise<void> {
  if (corpus === 'none') return;
  const text = corpora[corpus];
  const progress = new Progress(`Loading ${corpus}`, text.demoCount);
  const api = apiClient(fleet.url, fleet.masterKey, signal);
  try {
    const outcome = await loadCorpus(api, text, { onProgress: (done) => progress.update(done) });
    if (outcome === 'already there') console.log(`The index ${corpus} is already there.`);
  } finally {
    progress.finish();
  }
}

function announceReady({ url, masterKey, nodes }: Fleet, { corpus }: DemoOptions): void {
  const victim = nodes.at(-1);
  const lines = [
    '',
    `Miroir answers at ${url} like one Meilisearch. Key: ${masterKey}`,
    `Try \`kill -9 ${victim?.pid}\` (${victim?.id}); it is started again 10 s later. Ctrl-C ends all.`,
    ...curlLines(url, masterKey, corpus),
    `ready ${url}`,
  ];
  for (const line of lines) console.log(line);
}

function curlLines(url: string, key: string, corpus: DemoOptions['corpus']): string[] {
  const curl = `\ncurl -s -H 'Authorization: Bearer ${key}' '${url}`;
  if (corpus === 'none') return [`${curl}/indexes'`, `${curl}/stats'`, `${curl}/version'\n`];
  const { search, facets } = corpora[corpus].examples;
  const json = "-H 'Content-Type: application/json' --data";
  const post = (body: object) =>
    `${curl}/indexes/${corpus}/search' ${json} '${JSON.stringify(body)}'`;
  return [post(search), post(facets), `${curl}/indexes/${corpus}/stats'\n`];
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
