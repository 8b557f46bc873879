import type { Plan, PlanItem } from '../../sim/plan/plan.ts';
import type { Outcome } from '../run/verdict.ts';
import { leaveOut } from './delta-debugging.ts';
import { type SimplerPlan, withoutParts, withSmallerParts } from './simpler-plans.ts';

/** Makes the run of a plan and judges it. */
export type Replay = (plan: Plan) => Promise<Outcome>;

/** How long shrinking may go on. */
export interface ShrinkLimits {
  readonly replaysMax: number;
  readonly isOver: () => boolean;
}

/** A plan that fails as another did, with as little in it as was found. */
export interface Shrunk {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly replays: number;
  /** For each item that is left, how the run ends without it. */
  readonly reasons: readonly { readonly item: PlanItem; readonly without: string }[];
}

/** The plan did not fail, so that there is nothing to shrink. */
export class NothingToShrink extends Error {
  override name = 'NothingToShrink';
}

/**
 * Makes a failing plan small: parts as a whole, then items, then what is inside them, until nothing
 * more can go. A smaller plan counts only if it fails in the same way: the same kind, the same checker.
 * Throws {@link NothingToShrink}.
 */
export async function shrink(plan: Plan, replay: Replay, limits: ShrinkLimits): Promise<Shrunk> {
  const failure = await replay(plan);
  if (failure.kind === 'ok')
    throw new NothingToShrink('The plan does not fail: nothing to shrink.');
  const shrinker = new Shrinker(plan, failure, replay, limits);
  let size = Infinity;
  while (shrinker.size < size) {
    size = shrinker.size;
    await shrinker.tryAll(withoutParts);
    await shrinker.leaveItemsOut();
    await shrinker.tryAll(withSmallerParts);
  }
  return shrinker.result();
}

/** What makes two failures one: message and document may differ, what was broken may not. */
export function failureName({ kind, violations }: Outcome): string {
  return violations[0] === undefined ? kind : `${kind}/${violations[0].checker}`;
}

class Shrinker {
  readonly #replay: Replay;
  readonly #limits: ShrinkLimits;
  readonly #name: string;
  #plan: Plan;
  #outcome: Outcome;
  #replays = 1;

  constructor(plan: Plan, failure: Outcome, replay: Replay, limits: ShrinkLimits) {
    this.#plan = plan;
    this.#outcome = failure;
    this.#name = failureName(failure);
    this.#replay = replay;
    this.#limits = limits;
  }

  /** A measure of what is left. */
  get size(): number {
    return JSON.stringify(this.#plan).length;
  }

  async leaveItemsOut(): Promise<void> {
    await leaveOut(this.#plan.items, (items) => this.#accept({ ...this.#plan, items }));
  }

  /** Takes simpler plans as long as one is found that still fails. */
  async tryAll(simpler: (plan: Plan) => Iterable<SimplerPlan>): Promise<void> {
    for (let found = true; found; ) {
      found = false;
      for (const { plan } of simpler(this.#plan)) {
        if (!(await this.#accept(plan))) continue;
        found = true;
        break;
      }
    }
  }

  async result(): Promise<Shrunk> {
    const reasons: { item: PlanItem; without: string }[] = [];
    const { items } = this.#plan;
    for (const [place, item] of items.entries()) {
      if (this.#limits.isOver()) break;
      const without = await this.#replay({ ...this.#plan, items: items.toSpliced(place, 1) });
      reasons.push({ item, without: failureName(without) });
    }
    const replays = this.#replays + reasons.length;
    return { plan: this.#plan, outcome: this.#outcome, replays, reasons };
  }

  /** Makes `plan` the smallest so far if it fails in the same way. */
  async #accept(plan: Plan): Promise<boolean> {
    if (this.#replays >= this.#limits.replaysMax || this.#limits.isOver()) return false;
    this.#replays += 1;
    const outcome = await this.#replay(plan);
    if (failureName(outcome) !== this.#name) return false;
    this.#plan = plan;
    this.#outcome = outcome;
    return true;
  }
}
