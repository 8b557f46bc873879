import type { KeyedDraws } from '../../sim/kernel/keyed-draws.ts';
import type { FaultItem } from '../../sim/plan/fault-item.ts';
import { wholeDocument } from '../../sim/plan/generated-documents.ts';
import type { OperationItem } from '../../sim/plan/plan.ts';
import type { Trigger } from '../../sim/plan/trigger.ts';
import type { MoveEvent } from '../../sim/trace/record.ts';

/** The index that the scenarios write to. */
export const scenarioIndex = 'books';

/** What a write takes about: those to one index go one after another. */
const writeMs = 45;

/** Documents that are written while a shard moves: each is a new one. */
export interface Wave {
  /** The step of the move after which it begins; null: before anything moves. */
  readonly phase: MoveEvent['phase'] | null;
  /** Which step of this phase. */
  readonly nth: number;
  readonly documents: number;
  /** Documents in one request. */
  readonly batch: number;
  readonly overMs: number;
  /** How many clients share the writes, so that one that waits does not hold up the others. */
  readonly writers: number;
  /** How many of a hundred messages to the new nodes vanish meanwhile. */
  readonly failing: number;
}

type WaveStyle = Partial<Pick<Wave, 'nth' | 'batch' | 'overMs' | 'writers' | 'failing'>>;

/** A wave of writes that begins when a move comes to `phase`. */
export function during(
  phase: MoveEvent['phase'],
  documents: number,
  { nth = 1, batch = 1, overMs = 2000, writers = 8, failing = 0 }: WaveStyle = {},
): Wave {
  return { phase, documents, nth, batch, overMs, writers, failing };
}

/** A wave of writes before anything moves. */
export function before(documents: number, { batch = 1 }: WaveStyle = {}): Wave {
  return { phase: null, documents, nth: 1, batch, overMs: 900, writers: 8, failing: 0 };
}

/** The wave whose number this is, as operations of some clients, in order of their times. */
export function waveItems(
  draws: KeyedDraws,
  wave: Wave,
  number: number,
  proxies: number,
): readonly OperationItem[] {
  const { documents, batch, overMs, writers } = wave;
  const requests = Math.ceil(documents / batch);
  const delays = Array.from({ length: requests }, (_, request) =>
    draws.below(`wave ${number}.${request}`, overMs),
  ).toSorted((left, right) => left - right);
  return delays.map((delayMs, request) => {
    const id = `wave${number}.${request}`;
    const count = Math.min(batch, documents - request * batch);
    const ids = Array.from(
      { length: count },
      (_, place) => `w${number}-${request * batch + place}`,
    );
    return {
      kind: 'operation',
      id,
      client: `c${request % writers}`,
      ...momentOf(wave, delayMs),
      intent: {
        kind: 'write-documents',
        index: scenarioIndex,
        method: 'POST',
        documents: ids.map((one) => wholeDocument(draws, id, one)),
      },
      proxy: draws.below(`${id}/proxy`, proxies),
      retries: 3,
      timeoutMs: 10_000,
    };
  });
}

/** The messages that are lost on their way to the new nodes during a wave. */
export function waveFaults(wave: Wave, targets: readonly string[]): readonly FaultItem[] {
  const { failing, phase, nth, overMs, documents, batch } = wave;
  if (failing === 0 || phase === null) return [];
  const forMs = Math.max(overMs, Math.ceil(documents / batch) * writeMs);
  const on: Trigger = { event: 'move', phase, nth, delayMs: 0 };
  const links = targets.map((node) => `*>${node}`);
  const chance = { numerator: failing, denominator: 100 };
  return [{ kind: 'lossy-link', on, links, chance, forMs }];
}

function momentOf({ phase, nth }: Wave, delayMs: number): Pick<OperationItem, 'atMs' | 'after'> {
  if (phase === null) return { atMs: delayMs };
  return { atMs: 0, after: { event: 'move', phase, nth, delayMs } };
}
