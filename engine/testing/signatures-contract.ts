import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SignatureAlgorithm, Signatures } from '../ports/signatures.ts';

// RFC 4231, test case 2.
const known: readonly [SignatureAlgorithm, string][] = [
  ['HS256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  [
    'HS384',
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  ],
  [
    'HS512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
];

/** What all {@link Signatures} must do. */
export function describeSignatures(name: string, create: () => Signatures): void {
  describe(name, () => {
    const signatures = create();

    test.each(known)('%s is what its standard says', (algorithm, expected) => {
      const text = 'what do ya want for nothing?';
      expect(signatures.sign(algorithm, 'Jefe', text, 'hex')).toBe(expected);
    });

    test('signs keys that are longer than a block, and text beyond ASCII', () => {
      // Computed with Python's hmac module.
      const signed = signatures.sign('HS256', 'é'.repeat(100), '€ 👍', 'hex');
      expect(signed).toBe('1ed5ba2f92a3d4d2272f95d6364b8a695fac4df877d10e1fb92e0c5adf22fee8');
    });

    test('writes base64url without padding', () => {
      const signed = signatures.sign('HS256', 'Jefe', 'what do ya want for nothing?', 'base64url');
      expect(signed).toBe('W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM');
    });

    test('finds two texts equal exactly when they are the same', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
          expect(signatures.areEqual(left, right)).toBe(left === right);
          expect(signatures.areEqual(left, left)).toBe(true);
          expect(signatures.areEqual(left, `${left}x`)).toBe(false);
          expect(signatures.areEqual(`${left}x`, left)).toBe(false);
        }),
      );
    });

    test('tells apart what only encoders take for the same', () => {
      expect(signatures.areEqual('\ud800', '\ufffd')).toBe(false);
      expect(signatures.areEqual('', 'a')).toBe(false);
      expect(signatures.areEqual('é', 'e\u0301')).toBe(false);
    });
  });
}
