import { exponentialThousandths } from '../kernel/exponential-table.ts';
import type { KeyedDraws, Ratio } from '../kernel/keyed-draws.ts';
import type { LinkPattern } from '../plan/fault-item.ts';
import type { LatencyPlan } from '../plan/plan.ts';

/** What the faults of the moment make of one direction of a link. */
interface LinkState {
  /** A part of the latency that this link always has, in microseconds. */
  readonly permanentMicros: number;
  /** How many faults cut it now; messages vanish. */
  cuts: number;
  /** How many faults make it refuse connections now. */
  refusals: number;
  /** How likely each fault of the moment swallows a message. */
  losses: readonly Ratio[];
  factor: number;
}

/** How a message of a link fares at this moment. */
export type LinkFate = 'passes' | 'vanishes' | 'is-refused';

/** A message takes so many times as long in the slow tail. */
const tailFactor = 50;

/** Every link of the fleet, each direction by itself. */
export class Links {
  readonly #latency: LatencyPlan;
  readonly #draws: KeyedDraws;
  readonly #states = new Map<string, LinkState>();
  readonly #swallowed: (link: string) => void;
  #isCalm = true;

  /** `swallowed` is told of each message that a lossy link loses. */
  constructor(
    latency: LatencyPlan,
    draws: KeyedDraws,
    swallowed: (link: string) => void = () => {},
  ) {
    this.#latency = latency;
    this.#draws = draws;
    this.#swallowed = swallowed;
  }

  /** How the message `label` fares if it is sent now. */
  fate(from: string, to: string, label: string): LinkFate {
    const { cuts, refusals, losses } = this.#state(from, to);
    if (cuts > 0) return 'vanishes';
    if (refusals > 0) return 'is-refused';
    if (!losses.some((chance) => this.#draws.chance(`lost ${label}`, chance))) return 'passes';
    this.#swallowed(`${from}>${to}`);
    return 'vanishes';
  }

  /** How long the message `label` from `from` to `to` is under way, in whole microseconds. */
  delay(from: string, to: string, label: string): number {
    const { permanentMicros, factor } = this.#state(from, to);
    const { leastMicros, meanMicros, slowTail, mostMicros = Infinity } = this.#latency;
    // One word decides both: its first byte how long, the other bits whether it is in the slow tail.
    const word = this.#draws.word(label);
    const thousandths = exponentialThousandths[word >>> 24] ?? 0;
    const varying = Math.floor((thousandths * meanMicros) / 1000);
    const isSlow = !this.#isCalm && (word & 0xff_ffff) % slowTail.denominator < slowTail.numerator;
    const micros = (leastMicros + permanentMicros + varying) * factor * (isSlow ? tailFactor : 1);
    return Math.min(micros, mostMicros);
  }

  cut(patterns: readonly LinkPattern[], refuse: boolean): void {
    for (const state of this.#matching(patterns)) {
      if (refuse) state.refusals += 1;
      else state.cuts += 1;
    }
  }

  mend(patterns: readonly LinkPattern[], refuse: boolean): void {
    for (const state of this.#matching(patterns)) {
      if (refuse) state.refusals = Math.max(0, state.refusals - 1);
      else state.cuts = Math.max(0, state.cuts - 1);
    }
  }

  /** From now on, each message of these links vanishes with this chance. */
  lose(patterns: readonly LinkPattern[], chance: Ratio): void {
    for (const state of this.#matching(patterns)) state.losses = [...state.losses, chance];
  }

  /** Ends one loss of this chance. */
  keep(patterns: readonly LinkPattern[], chance: Ratio): void {
    for (const state of this.#matching(patterns)) {
      const at = state.losses.indexOf(chance);
      if (at >= 0) state.losses = state.losses.toSpliced(at, 1);
    }
  }

  slow(patterns: readonly LinkPattern[], factor: number): void {
    for (const state of this.#matching(patterns)) state.factor = factor;
  }

  /** From now on, the slow tail strikes. */
  stir(): void {
    this.#isCalm = false;
  }

  /** Ends every fault at once. */
  heal(): void {
    this.#isCalm = true;
    for (const state of this.#states.values()) {
      state.cuts = 0;
      state.refusals = 0;
      state.losses = [];
      state.factor = 1;
    }
  }

  /** Makes the links between these processes known, so that patterns find them. */
  connect(from: readonly string[], to: readonly string[]): void {
    for (const one of from) {
      for (const other of to) {
        this.#state(one, other);
        this.#state(other, one);
      }
    }
  }

  #state(from: string, to: string): LinkState {
    const name = `${from}>${to}`;
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    const state: LinkState = {
      permanentMicros: this.#draws.below(`permanent ${name}`, this.#latency.meanMicros + 1),
      cuts: 0,
      refusals: 0,
      losses: [],
      factor: 1,
    };
    this.#states.set(name, state);
    return state;
  }

  *#matching(patterns: readonly LinkPattern[]): Generator<LinkState> {
    for (const [name, state] of this.#states) {
      if (patterns.some((pattern) => isMatch(pattern, name))) yield state;
    }
  }
}

function isMatch(pattern: LinkPattern, name: string): boolean {
  const [fromPattern, toPattern] = pattern.split('>');
  const [from, to] = name.split('>');
  return (fromPattern === '*' || fromPattern === from) && (toPattern === '*' || toPattern === to);
}
