import { describeSignatures } from '../engine/testing/signatures-contract.ts';
import { nodeSignatures } from './signatures.ts';

describeSignatures('signatures by OpenSSL', () => nodeSignatures);
