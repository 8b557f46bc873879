import type { PlantedBug } from '../../engine/ports/fault.ts';

/** Who must find a planted bug, where it shows, and within how many seeds. */
export interface Expectation {
  /** Any of these checkers will do. */
  readonly checkers: readonly string[];
  readonly profile: string;
  readonly seedsMax: number;
}

/** What each planted bug must be found by. */
export const expectations: Readonly<Record<PlantedBug, Expectation>> = {
  M5: { checkers: ['acked_write_durable', 'converged'], profile: 'repair', seedsMax: 200 },
  M33: { checkers: ['facet_exact', 'total_exact'], profile: 'quiet', seedsMax: 50 },
  M34: { checkers: ['degraded_truthful'], profile: 'balanced', seedsMax: 200 },
  M38: { checkers: ['task_truth'], profile: 'balanced', seedsMax: 1000 },
  M43: { checkers: ['merge_order', 'search_complete'], profile: 'quiet', seedsMax: 50 },
  M44: { checkers: ['search_no_duplicate'], profile: 'quiet', seedsMax: 200 },
};
