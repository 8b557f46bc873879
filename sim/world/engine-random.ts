import type { Random } from '../../engine/ports/random.ts';
import type { KeyedDraws } from '../kernel/keyed-draws.ts';

/** The random port over draws that are keyed by the labels of its forks. */
export function engineRandom(draws: KeyedDraws, label = ''): Random {
  return {
    integer: (bound) => draws.below(label, bound),
    fork: (name) => engineRandom(draws, `${label}/${name}`),
  };
}
