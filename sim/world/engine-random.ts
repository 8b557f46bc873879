import { assert } from '../../engine/base/assert.ts';
import type { Random } from '../../engine/ports/random.ts';
import type { KeyedDraws } from '../kernel/keyed-draws.ts';

/** Numbers below this are put together from two words; those that would favour small results are drawn again. */
const fractions = 2 ** 53;

/** The random port over keyed draws; each fork has a branch of its own. */
export function engineRandom(draws: KeyedDraws): Random {
  return {
    integer(bound) {
      assert(Number.isSafeInteger(bound) && bound > 0, `not a bound: ${bound}`);
      const acceptedMax = fractions - (fractions % bound);
      let drawn = wide(draws);
      while (drawn >= acceptedMax) drawn = wide(draws);
      return drawn % bound;
    },
    fork: (label) => engineRandom(draws.branch(label)),
  };
}

function wide(draws: KeyedDraws): number {
  return draws.word('engine') * 2 ** 21 + (draws.word('engine') >>> 11);
}
