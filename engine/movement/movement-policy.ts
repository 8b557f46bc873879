import type { EngineConfig } from '../config.ts';

type Safeguards = Pick<EngineConfig, 'movement' | 'antiEntropy'>;

/** Whether shards may move, given what finds the writes that a move could miss. */
export type MovementVerdict =
  | { readonly kind: 'safe' }
  | { readonly kind: 'risky'; readonly warning: string }
  | { readonly kind: 'unsafe'; readonly refusal: string };

/**
 * Judges how shards are to be moved. A write that the source took and the target missed is found by
 * the delta pass or, later, by anti-entropy; without both, cleaning the source would destroy it. The
 * configuration, the start and every request that begins moves ask here.
 */
export function judgeMovement({ movement, antiEntropy }: Safeguards): MovementVerdict {
  if (!movement.skipDelta && antiEntropy.enabled) return { kind: 'safe' };
  if (!movement.skipDelta) {
    return {
      kind: 'risky',
      warning:
        'anti_entropy.enabled is false: shards move without loss, but replicas that come to differ otherwise are not found',
    };
  }
  if (antiEntropy.enabled) {
    return {
      kind: 'risky',
      warning:
        'movement.skip_delta_pass is true: after a move, replicas may lack documents until the next pass of anti-entropy',
    };
  }
  return {
    kind: 'unsafe',
    refusal:
      'movement.skip_delta_pass is true and anti_entropy.enabled is false, so documents that are written while a shard moves could be lost; right would be movement.skip_delta_pass: false or anti_entropy.enabled: true',
  };
}
