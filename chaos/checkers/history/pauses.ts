import type { Micros } from '../../../sim/trace/operation.ts';
import type { FaultEvent } from '../../../sim/trace/record.ts';

interface Pause {
  readonly process: string;
  readonly from: Micros;
  readonly until: Micros;
}

/** When processes stood still, without knowing that they did. */
export class Pauses {
  /** Those that ended last come first. */
  readonly #pauses: readonly Pause[];

  constructor(faults: readonly FaultEvent[]) {
    this.#pauses = pausesOf(faults).toSorted((left, right) => right.until - left.until);
  }

  /** The latest time since which a process had been awake for `micros` until `until`. */
  awakeSince(process: string, until: Micros, micros: Micros): Micros {
    let since = until - micros;
    for (const pause of this.#pauses) {
      if (pause.process !== process || pause.from > until || pause.until <= since) continue;
      since -= Math.min(pause.until, until) - pause.from;
    }
    return since;
  }
}

function pausesOf(faults: readonly FaultEvent[]): readonly Pause[] {
  return faults.flatMap(({ kind, target: process, at: from }, place): Pause[] => {
    if (kind !== 'pause') return [];
    const end = faults.find(
      (fault, later) =>
        later > place &&
        (fault.kind === 'heal' || (fault.kind === 'resume' && fault.target === process)),
    );
    return [{ process, from, until: end?.at ?? Infinity }];
  });
}
