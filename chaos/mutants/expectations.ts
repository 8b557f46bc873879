import type { PlantedBug } from '../../engine/ports/fault.ts';

/** Who must find a planted bug, where it shows, and within how many seeds. */
interface Found {
  /** Any of these checkers will do. */
  readonly checkers: readonly string[];
  readonly seedsMax: number;
}

/** A scenario leads to where a bug shows that runs of a profile hardly ever get to. */
export type Expectation = Found & ({ readonly profile: string } | { readonly scenario: string });

/** What each planted bug must be found by. */
export const expectations: Readonly<Record<PlantedBug, Expectation>> = {
  // Its nodes take long over their tasks: there is time for a repair in the middle of a write.
  M1: { checkers: ['acked_write_durable'], profile: 'cancel', seedsMax: 200 },
  M2: {
    checkers: ['acked_write_durable', 'migration_phase_chain'],
    profile: 'migrate',
    seedsMax: 200,
  },
  M3: {
    checkers: ['acked_write_durable', 'session_monotonic'],
    profile: 'migrate',
    seedsMax: 200,
  },
  M4: { checkers: ['no_resurrection'], profile: 'migrate', seedsMax: 200 },
  M6: { checkers: ['acked_write_durable', 'routing_agreement'], profile: 'swap', seedsMax: 200 },
  M7: { checkers: ['acked_write_durable'], profile: 'migrate', seedsMax: 200 },
  M8: {
    checkers: ['owner_exists', 'acked_write_durable', 'migration_phase_chain'],
    profile: 'crash',
    seedsMax: 200,
  },
  M9: { checkers: ['migration_phase_chain'], profile: 'crash', seedsMax: 200 },
  M10: {
    checkers: ['acked_write_durable'],
    scenario: 'cutover_chaos_loss_rate_no_ae_delta',
    seedsMax: 200,
  },
  M16: { checkers: ['acked_write_durable'], profile: 'rot', seedsMax: 200 },
  M17: { checkers: ['converged'], profile: 'rot', seedsMax: 200 },
  M20: {
    checkers: ['lease_exclusive'],
    scenario: 'paused_mover_in_every_phase_copy',
    seedsMax: 200,
  },
  M39: { checkers: ['session_monotonic', 'search_complete'], profile: 'amnesia', seedsMax: 200 },
  M40: { checkers: ['search_complete', 'converged'], profile: 'amnesia', seedsMax: 200 },
  M45: { checkers: ['no_resurrection'], profile: 'migrate', seedsMax: 200 },
  M5: { checkers: ['acked_write_durable', 'converged'], profile: 'repair', seedsMax: 200 },
  M33: { checkers: ['facet_exact', 'total_exact'], profile: 'quiet', seedsMax: 50 },
  M34: { checkers: ['degraded_truthful'], profile: 'balanced', seedsMax: 200 },
  M38: { checkers: ['task_truth'], profile: 'balanced', seedsMax: 1000 },
  M43: { checkers: ['merge_order', 'search_complete'], profile: 'quiet', seedsMax: 50 },
  M44: { checkers: ['search_no_duplicate'], profile: 'quiet', seedsMax: 200 },
};
