import type { EngineContext } from '../../context.ts';
import { beginning, type Place } from '../place.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { readPage, type ReplicaRange } from '../repair/replica-page.ts';
import type { DocumentVisitor } from './fingerprint.ts';

/** A replica of a shard, and who is told of its documents. */
export interface ReplicaReading {
  readonly range: ReplicaRange;
  readonly visitor: DocumentVisitor;
}

/**
 * Reads replicas from their beginnings to their ends, side by side, so that as little as possible is
 * written between; holds nothing up. `goOn` is called before each page and may reject. Throws
 * {@link RepairFailure} if a node does not answer, or if documents are deleted faster than it reads.
 */
export async function readReplicas(
  context: EngineContext,
  readings: readonly ReplicaReading[],
  goOn: () => Promise<void>,
): Promise<void> {
  const { batchDocuments, pauseMs } = context.config.antiEntropy;
  let open = readings.map((reading) => new OpenReading(reading));
  while (open.length > 0) {
    await goOn();
    await Promise.all(open.map((reading) => reading.readNext(context, batchDocuments)));
    open = open.filter((reading) => !reading.isAtEnd);
    await context.ports.clock.sleep(pauseMs);
  }
}

/** How far one replica has been read. */
class OpenReading {
  readonly #reading: ReplicaReading;
  #place: Place | null = beginning;
  #restarts = 0;

  constructor(reading: ReplicaReading) {
    this.#reading = reading;
  }

  get isAtEnd(): boolean {
    return this.#place === null;
  }

  async readNext(context: EngineContext, size: number): Promise<void> {
    const { range, visitor } = this.#reading;
    const place = this.#place;
    if (place === null) return;
    const page = await readPage(context, range, place, { size, whole: true });
    if (page === null) {
      // The last document that was seen is gone: what comes after it cannot be found.
      this.#restarts += 1;
      if (this.#restarts > restartsMax) throw new RepairFailure('too much is deleted meanwhile');
      visitor.restart();
      this.#place = beginning;
      return;
    }
    const { documents, offset, isLast } = page;
    for (const { id, text } of documents) visitor.visit(id, text);
    const lastId = documents.at(-1)?.id ?? place.lastId;
    this.#place = isLast ? null : { offset: offset + documents.length, lastId };
  }
}

/** Reads a replica anew so often before it leaves its shard for later. */
const restartsMax = 3;
