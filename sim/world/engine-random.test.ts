import { describeRandom } from '../../engine/testing/random-contract.ts';
import { KeyedDraws } from '../kernel/keyed-draws.ts';
import { engineRandom } from './engine-random.ts';

const seed = { high: 1, low: 2 };
describeRandom('the randomness of a simulated proxy', (key) =>
  engineRandom(new KeyedDraws(seed, key)),
);
