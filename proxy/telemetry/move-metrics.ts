import { Counter, Gauge, type Registry } from 'prom-client';
import type { TraceEvent } from '../../engine/ports/trace.ts';

type MoveEvent = Extract<TraceEvent, { kind: 'move' }>;
type MoveFailure = Extract<TraceEvent, { kind: 'move-failed' }>;

/** Measures the moves of shards that this proxy works on. */
export class MoveMetrics {
  readonly #inProgress: Gauge;
  readonly #documents: Counter;
  readonly #failures: Counter;
  readonly #underWay = new Set<string>();
  /** What each move had copied when it was last heard of. */
  readonly #copied = new Map<string, number>();

  constructor(registry: Registry) {
    const registers = [registry];
    this.#inProgress = new Gauge({
      name: 'miroir_rebalance_in_progress',
      help: '1 while this proxy moves shards.',
      registers,
    });
    this.#documents = new Counter({
      name: 'miroir_rebalance_documents_migrated_total',
      help: 'Documents that moves of shards copied.',
      registers,
    });
    this.#failures = new Counter({
      name: 'miroir_moves_failed_total',
      help: 'Steps of moves that failed, to be tried again.',
      registers,
    });
  }

  /** Notes how far a move has come. */
  moved(move: MoveEvent): void {
    const key = keyOf(move);
    // A move that is only heard of in its middle was begun by another proxy, which counted that.
    const before = this.#copied.get(key) ?? (move.phase === 'dual-write' ? 0 : move.copied);
    this.#documents.inc(Math.max(0, move.copied - before));
    if (move.phase === 'ended' || move.phase === 'abandoned') {
      this.#copied.delete(key);
      this.#underWay.delete(key);
    } else {
      this.#copied.set(key, move.copied);
      this.#underWay.add(key);
    }
    this.#tell();
  }

  /** Notes a failure; the move is in progress again when there is news of it. */
  failed(failure: MoveFailure): void {
    this.#failures.inc();
    this.#underWay.delete(keyOf(failure));
    this.#tell();
  }

  /** Forgets every move: others go on with them. */
  lost(): void {
    this.#copied.clear();
    this.#underWay.clear();
    this.#tell();
  }

  #tell(): void {
    this.#inProgress.set(this.#underWay.size > 0 ? 1 : 0);
  }
}

function keyOf({ index, target }: MoveEvent | MoveFailure): string {
  return `${index}/${target}`;
}
