import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { NoisePlan } from '../plan/plan.ts';

/** What may happen to any message at any time: draws from the noise of a plan until it is over. */
export class Weather {
  readonly #noise: NoisePlan;
  readonly #draws: KeyedDraws;
  #isCalm = true;

  constructor(noise: NoisePlan, draws: KeyedDraws) {
    this.#noise = noise;
    this.#draws = draws;
  }

  /** Begins or ends the noise. */
  set calm(isCalm: boolean) {
    this.#isCalm = isCalm;
  }

  /** Whether `kind` happens to what `label` names. */
  strikes(kind: keyof NoisePlan, label: string): boolean {
    if (this.#isCalm || this.#noise[kind].numerator === 0) return false;
    return this.#draws.chance(`${kind} ${label}`, this.#noise[kind]);
  }

  /** A choice about something that has struck. */
  choose<Choice>(label: string, choices: readonly [Choice, ...Choice[]]): Choice {
    return this.#draws.pick(`choice ${label}`, choices);
  }
}
