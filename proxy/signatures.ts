import { createHmac } from 'node:crypto';
import type { SignatureAlgorithm, Signatures } from '../engine/ports/signatures.ts';

const hashes: Readonly<Record<SignatureAlgorithm, string>> = {
  HS256: 'sha256',
  HS384: 'sha384',
  HS512: 'sha512',
};

/** Signatures by OpenSSL. */
export const nodeSignatures: Signatures = {
  sign: (algorithm, key, text, encoding) =>
    createHmac(hashes[algorithm], key).update(text).digest(encoding),
  // `timingSafeEqual` takes bytes of one length only, and making them takes longer than this.
  areEqual(presented, secret) {
    let difference = presented.length ^ secret.length;
    for (let at = 0; at < presented.length; at += 1) {
      difference |= presented.charCodeAt(at) ^ secret.charCodeAt(at % Math.max(1, secret.length));
    }
    return difference === 0;
  },
};
