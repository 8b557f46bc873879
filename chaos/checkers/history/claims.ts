import type { Micros } from '../../../sim/trace/operation.ts';
import type { ClaimEvent } from '../../../sim/trace/record.ts';

/** The time during which a session had the claim of an index. */
export interface ClaimSpan {
  readonly index: string;
  readonly proxy: string;
  readonly session: number;
  readonly from: Micros;
  /** Infinity if it was never given back. */
  readonly until: Micros;
}

/** Who had the claim of which index, and when. */
export class Claims {
  /** In the order in which they began. */
  readonly spans: readonly ClaimSpan[];
  readonly #byIndex: ReadonlyMap<string, readonly ClaimSpan[]>;

  constructor(events: readonly ClaimEvent[]) {
    this.spans = spansOf(events);
    this.#byIndex = Map.groupBy(this.spans, ({ index }) => index);
  }

  /** The claims of an index at some time from `from` to `until`. */
  between(index: string, from: Micros, until: Micros): readonly ClaimSpan[] {
    const spans = this.#byIndex.get(index) ?? [];
    return spans.filter((span) => span.from <= until && span.until >= from);
  }
}

function spansOf(events: readonly ClaimEvent[]): readonly ClaimSpan[] {
  const spans: ClaimSpan[] = [];
  for (const { at, proxy, session, index, change } of events) {
    const open = spans.findIndex(
      (span) => span.index === index && span.session === session && span.until === Infinity,
    );
    const span = spans[open];
    if (change === 'ended' && span !== undefined) spans[open] = { ...span, until: at };
    if (change === 'claimed' && span === undefined) {
      spans.push({ index, proxy, session, from: at, until: Infinity });
    }
  }
  return spans;
}
