import { Incarnation } from '../kernel/incarnation.ts';
import type { KernelEvent } from '../kernel/event-heap.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import { Meilisearch, type ModelReply, type ModelRequest } from '../model/meilisearch.ts';
import type { RankingModel } from '../model/ranking/ranking.ts';
import type { Rot } from '../plan/fault-item.ts';
import { nodeKey } from './node-key.ts';
import type { MachineClock } from './simulated-clock.ts';
import type { Weather } from './weather.ts';

/** What a node needs of the world. */
export interface NodeScope {
  readonly kernel: Kernel;
  readonly draws: KeyedDraws;
  readonly weather: Weather;
  readonly clock: MachineClock;
  readonly ranking: RankingModel;
  /** How long one document takes to index, at most; a usual node if absent. */
  readonly documentMicrosMax?: number | undefined;
}

/** How long a batch takes: a part that every batch takes, and one for each document. */
const batchMicrosLeast = 3000;
const usualDocumentMicrosMax = 2000;

/** What a search says that it took is below this. */
const searchMsMax = 4;

/** What fails a batch as a whole when it strikes. */
const noSpace = {
  code: 'no_space_left_on_device',
  message: 'No space left on device (os error 28)',
};

/**
 * A machine with a Meilisearch on it. What the Meilisearch has stored outlives a crash; a batch that
 * was being indexed starts again.
 */
export class SimulatedNode {
  readonly id: string;
  readonly #scope: NodeScope;
  readonly #model: Meilisearch;
  readonly #snapshots: {
    readonly at: number;
    readonly state: ReturnType<Meilisearch['snapshot']>;
  }[] = [];
  #process: Incarnation;
  #batch: KernelEvent | undefined;
  #factor = 1;

  constructor(id: string, scope: NodeScope) {
    this.id = id;
    this.#scope = scope;
    this.#process = new Incarnation(id, 0);
    this.#model = new Meilisearch({
      ranking: scope.ranking,
      masterKey: nodeKey,
      wallMs: () => scope.clock.wallMs(),
      placeOfNew: 'lowest free',
      autobatch: (available) => 1 + scope.draws.below(`${id}/autobatch`, available),
    });
  }

  get isUp(): boolean {
    return !this.#process.isDead;
  }

  /** The life in which a request that arrives now is served. */
  get process(): Incarnation {
    return this.#process;
  }

  /** Whether all that was enqueued has been carried out. */
  get isIdle(): boolean {
    return this.isUp && this.#batch === undefined;
  }

  /** How long this node takes to answer what `label` names, in microseconds. */
  serviceMicros(label: string): number {
    return this.#scope.draws.between(`service ${label}`, 100, 1500) * this.#factor;
  }

  /** Carries a request out at once. */
  serve(request: ModelRequest): ModelReply {
    const reply = this.#model.handle(request);
    this.#work();
    if (!request.path.endsWith('/search')) return reply;
    // The model takes no time; its machine does.
    const body = reply.body.replace(
      '"processingTimeMs":0',
      `"processingTimeMs":${this.#scope.draws.below(`${this.id}/search`, searchMsMax)}`,
    );
    return { ...reply, body };
  }

  crash(): void {
    if (!this.isUp) return;
    this.#process.crash();
    this.#model.abortBatch();
    this.#batch = undefined;
  }

  restart(): void {
    if (this.isUp) return;
    this.#process = new Incarnation(this.id, this.#process.number + 1);
    this.#work();
  }

  /** Has everything take `factor` times as long as usual, what is left of the batch under way as well. */
  slow(factor: number): void {
    const before = this.#factor;
    this.#factor = factor;
    const batch = this.#batch;
    if (batch === undefined) return;
    batch.canceled = true;
    const left = Math.max(0, batch.at - this.#scope.kernel.now);
    this.#endBatchIn(Math.ceil((left * factor) / before), batch.run);
  }

  fillDisk(isFull: boolean): void {
    this.#model.setDiskFull(isFull);
  }

  /** Keeps what is stored now, for a restore later. */
  keepSnapshot(): void {
    this.#snapshots.push({ at: this.#scope.kernel.now, state: this.#model.snapshot() });
  }

  /** Takes the node back to its newest snapshot that is `ageMicros` old; it restarts at once. */
  restoreSnapshot(ageMicros: number): void {
    const state = this.#snapshotBefore(ageMicros);
    if (state === undefined) return;
    this.crash();
    this.#model.restore(state);
    this.restart();
  }

  /** Has up to so many documents change where they lie, and answers how many did. */
  rot({ what, index, documents, ageMs }: Rot): number {
    const before = ageMs === undefined ? undefined : this.#snapshotBefore(ageMs * 1000);
    if (what === 'revert' && before === undefined) return 0;
    const candidates = [...this.#model.rottableIds(index, before)];
    const count = Math.min(documents, candidates.length);
    for (let done = 0; done < count; done += 1) {
      const place = this.#scope.draws.below(`${this.id}/rot`, candidates.length);
      for (const id of candidates.splice(place, 1)) this.#model.rot(index, id, before);
    }
    return count;
  }

  /** Loses everything; the node restarts at once, empty. */
  wipe(): void {
    this.crash();
    this.#model.wipe();
    this.restart();
  }

  inspect(): ReturnType<Meilisearch['inspect']> {
    return this.#model.inspect();
  }

  /** The newest snapshot that is so old. */
  #snapshotBefore(ageMicros: number): ReturnType<Meilisearch['snapshot']> | undefined {
    const latest = this.#scope.kernel.now - ageMicros;
    return this.#snapshots.findLast(({ at }) => at <= latest)?.state;
  }

  /** Begins the next batch unless one is being indexed. */
  #work(): void {
    if (this.#batch !== undefined || !this.isUp) return;
    const { draws, weather, documentMicrosMax = usualDocumentMicrosMax } = this.#scope;
    const batch = this.#model.beginBatch();
    if (batch === undefined) return;
    const label = `${this.id}/batch`;
    const perDocument = draws.below(label, documentMicrosMax);
    const micros = (batchMicrosLeast + batch.size * perDocument) * this.#factor;
    const fails = weather.strikes('batchFailure', label);
    this.#endBatchIn(micros, () => {
      this.#batch = undefined;
      this.#model.finishBatch(fails ? noSpace : undefined);
      this.#work();
    });
  }

  #endBatchIn(micros: number, end: () => void): void {
    this.#batch = this.#scope.kernel.schedule(micros, `${this.id}/batch`, this.#process, end);
  }
}
