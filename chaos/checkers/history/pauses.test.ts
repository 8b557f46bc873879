import { expect, test } from 'vitest';
import { Pauses } from './pauses.ts';

test('without a pause, a process has been awake all the time', () => {
  expect(new Pauses([]).awakeSince('p0', 100, 30)).toBe(70);
});

test('the time of its pauses does not count, and that of others does', () => {
  const pauses = new Pauses([
    { at: 20, kind: 'pause', target: 'p0' },
    { at: 25, kind: 'resume', target: 'p0' },
    { at: 40, kind: 'pause', target: 'p1' },
    { at: 60, kind: 'pause', target: 'p0' },
    { at: 70, kind: 'resume', target: 'p1' },
    { at: 90, kind: 'resume', target: 'p0' },
  ]);
  expect(pauses.awakeSince('p0', 100, 10)).toBe(90);
  expect(pauses.awakeSince('p0', 100, 11)).toBe(59);
  expect(pauses.awakeSince('p0', 100, 50)).toBe(15);
  expect(pauses.awakeSince('p1', 100, 50)).toBe(20);
});

test('healing ends a pause, and one that never ended is over at the time that is asked about', () => {
  const fault = { at: 50, kind: 'pause', target: 'p0' };
  const healed = new Pauses([fault, { at: 60, kind: 'heal', target: '*' }]);
  expect(healed.awakeSince('p0', 100, 45)).toBe(45);
  expect(new Pauses([fault]).awakeSince('p0', 100, 10)).toBe(40);
});
