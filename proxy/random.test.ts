import { describeRandom } from '../engine/testing/random-contract.ts';
import { keyedRandom } from './random.ts';

describeRandom('keyed randomness', keyedRandom);
