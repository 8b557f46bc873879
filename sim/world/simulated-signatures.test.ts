import { describeSignatures } from '../../engine/testing/signatures-contract.ts';
import { simulatedSignatures } from './simulated-signatures.ts';

describeSignatures('simulated signatures', () => simulatedSignatures);
