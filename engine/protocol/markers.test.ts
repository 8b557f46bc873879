import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import {
  decodeShard,
  decodeTime,
  decodeVersion,
  encodeShard,
  encodeTime,
  encodeVersion,
  markerDigits,
  shardFilter,
} from './markers.ts';

const task = fc.integer({ min: 0, max: limits.taskUidMax });
const place = fc.integer({ min: 0, max: limits.payloadDocumentsMax - 1 });

describe('markers', () => {
  test('use digits in ASCII order that JSON and filters need not escape', () => {
    expect(markerDigits.split('').toSorted().join('')).toBe(markerDigits);
    expect(JSON.stringify(markerDigits)).toBe(`"${markerDigits}"`);
    expect(markerDigits).not.toMatch(/['"\\]/);
  });

  test('versions are read back and compare as text like (task, place)', () => {
    fc.assert(
      fc.property(task, place, task, place, (leftTask, leftPlace, rightTask, rightPlace) => {
        const left = encodeVersion(leftTask, leftPlace);
        const right = encodeVersion(rightTask, rightPlace);
        expect(decodeVersion(left)).toEqual({ task: leftTask, place: leftPlace });
        const order = leftTask === rightTask ? leftPlace - rightPlace : leftTask - rightTask;
        expect(Math.sign(left < right ? -1 : left > right ? 1 : 0)).toBe(Math.sign(order));
      }),
    );
  });

  test('shards and times are read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: limits.shardsMax - 1 }), (shard) => {
        expect(decodeShard(encodeShard(shard))).toBe(shard);
      }),
    );
    expect(decodeTime(encodeTime(1_795_000_000_123))).toBe(1_795_000_000_123);
  });

  test('refuse what does not fit', () => {
    expect(() => encodeShard(limits.shardsMax)).toThrow('out of range');
    expect(() => encodeVersion(-1, 0)).toThrow('not a marker value');
    expect(() => encodeVersion(0, limits.payloadDocumentsMax)).toThrow('more than 6 digits');
    expect(() => decodeShard('1234')).toThrow('not a marker');
  });

  test('a shard filter names every shard', () => {
    expect(shardFilter([0, 9])).toBe('_miroir_shard IN ["((((", "(())"]');
  });
});
