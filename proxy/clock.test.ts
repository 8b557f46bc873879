import { describeClock } from '../engine/testing/clock-contract.ts';
import { systemClock } from './clock.ts';

describeClock('the system clock', (act) => act(systemClock));
