import type { Incarnation } from './incarnation.ts';

/** Something that is to happen at a moment. */
export interface KernelEvent {
  /** Virtual microseconds. */
  at: number;
  /** Decides between events of one moment: a hash of the seed and the label. */
  readonly tie: number;
  /** Decides between events of one moment and one tie: the order of scheduling. */
  readonly sequence: number;
  /** The event during which this one was scheduled; −1 for the first ones. */
  readonly cause: number;
  readonly label: string;
  readonly labelHash: number;
  /** Whose event it is: it never happens once its owner has died. Null: the world's own. */
  readonly owner: Incarnation | null;
  readonly run: () => void;
  canceled: boolean;
}

/** A binary heap of events, the next one first. */
export class EventHeap {
  readonly #events: KernelEvent[] = [];

  get size(): number {
    return this.#events.length;
  }

  push(event: KernelEvent): void {
    const events = this.#events;
    let place = events.length;
    events.push(event);
    while (place > 0) {
      const parent = (place - 1) >>> 1;
      const above = events[parent] ?? event;
      if (!isBefore(event, above)) break;
      events[place] = above;
      place = parent;
    }
    events[place] = event;
  }

  pop(): KernelEvent | undefined {
    const events = this.#events;
    const first = events[0];
    const last = events.pop();
    if (last === undefined || events.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      let below = events[child];
      if (below === undefined) break;
      const right = events[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!isBefore(below, last)) break;
      events[place] = below;
      place = child;
    }
    events[place] = last;
    return first;
  }
}

function isBefore(left: KernelEvent, right: KernelEvent): boolean {
  if (left.at !== right.at) return left.at < right.at;
  if (left.tie !== right.tie) return left.tie < right.tie;
  return left.sequence < right.sequence;
}
