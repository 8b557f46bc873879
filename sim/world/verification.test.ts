import { expect, test } from 'vitest';
import { awaitsVerification } from './verification.ts';

const books = { uid: 'books', accepted: true, shards: 2 };
const rotted = { at: 5, kind: 'rot', target: 'n0' };
const healed = { at: 10, kind: 'heal', target: '*' };

function verified(at: number, shard: number) {
  const counts = { replicas: ['n0', 'n1'], documents: 3, differing: 0, repaired: 0 };
  return {
    at,
    proxy: 'p0',
    event: { kind: 'verified', index: 'books', shard, ...counts },
  } as const;
}

test('what rotted is looked at once every shard was compared twice since faults ended', () => {
  const faults = [rotted, healed];
  const first = [verified(7, 0), verified(11, 0), verified(11, 1), verified(12, 0)];
  expect(awaitsVerification({ faults, noted: [] }, [books])).toBe(true);
  expect(awaitsVerification({ faults, noted: first }, [books])).toBe(true);
  const second = [...first, verified(13, 1)];
  expect(awaitsVerification({ faults, noted: second }, [books])).toBe(false);
  const early = [verified(6, 1), ...first];
  expect(awaitsVerification({ faults, noted: early }, [books])).toBe(true);
});

test('nothing is waited for where nothing rotted, or the index is not there', () => {
  expect(awaitsVerification({ faults: [healed], noted: [] }, [books])).toBe(false);
  const gone = { ...books, accepted: false };
  expect(awaitsVerification({ faults: [rotted, healed], noted: [] }, [gone])).toBe(false);
});
