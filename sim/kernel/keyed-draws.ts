import { avalanche, fold, hashText } from './mix.ts';
import type { Seed } from './seed.ts';

/** A probability as whole numbers: floating point has no say in what happens. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * Randomness as a function of (seed, label, how often this label was drawn), never one stream that
 * all share: leaving an item out of a plan does not change what the others draw, which is what makes
 * plans shrink.
 */
export class KeyedDraws {
  readonly #high: number;
  readonly #low: number;
  /** By the hash of the label: two labels of one hash share their draws, and neither gets one twice. */
  readonly #counts = new Map<number, number>();

  constructor(seed: Seed, branch = '') {
    const label = hashText(branch);
    this.#high = fold(seed.high, label);
    this.#low = fold(fold(seed.low, 0x51ed270b), label);
  }

  /** Draws of another, independent branch. */
  branch(label: string): KeyedDraws {
    return new KeyedDraws({ high: this.#high, low: this.#low }, label);
  }

  /** The next 32 bits of `label`. */
  word(label: string): number {
    const hash = hashText(label);
    const count = this.#counts.get(hash) ?? 0;
    this.#counts.set(hash, count + 1);
    return fold(fold(this.#high ^ hash, count), avalanche(this.#low + hash));
  }

  /** A whole number from 0 to `bound` − 1; `bound` is at most 2^20, so that none is favoured noticeably. */
  below(label: string, bound: number): number {
    return Math.floor((this.word(label) / 2 ** 32) * bound);
  }

  /** A whole number from `least` to `most`, both included. */
  between(label: string, least: number, most: number): number {
    return least + this.below(label, most - least + 1);
  }

  chance(label: string, { numerator, denominator }: Ratio): boolean {
    return this.below(label, denominator) < numerator;
  }

  /** One of `choices`, which must not be empty. */
  pick<Choice>(label: string, choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[this.below(label, choices.length)] ?? choices[0];
  }
}
