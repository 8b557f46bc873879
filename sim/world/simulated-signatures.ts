// A function of what it is given, on every machine: no run depends on it.
// oxlint-disable-next-line no-restricted-imports
import { createHmac } from 'node:crypto';
import type { SignatureAlgorithm, Signatures } from '../../engine/ports/signatures.ts';

const hashes: Readonly<Record<SignatureAlgorithm, string>> = {
  HS256: 'sha256',
  HS384: 'sha384',
  HS512: 'sha512',
};

/** The same signatures as in production: they depend on nothing but what they are given. */
export const simulatedSignatures: Signatures = {
  sign: (algorithm, key, text, encoding) =>
    createHmac(hashes[algorithm], key).update(text).digest(encoding),
  // Nobody measures a simulated proxy.
  areEqual: (presented, secret) => presented === secret,
};
