import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventHeap, type KernelEvent } from './event-heap.ts';

function eventAt(at: number, tie: number, sequence: number): KernelEvent {
  const rest = { cause: -1, label: '', labelHash: 0, owner: null, run: () => {}, canceled: false };
  return { at, tie, sequence, ...rest };
}

test('events come out by time, then tie, then order of scheduling', () => {
  const moments = fc.array(fc.tuple(fc.nat(5), fc.nat(3)), { maxLength: 200 });
  fc.assert(
    fc.property(moments, (drawn) => {
      const heap = new EventHeap();
      const events = drawn.map(([at, tie], sequence) => eventAt(at, tie, sequence));
      for (const event of events) heap.push(event);
      const sorted = events.toSorted(
        (left, right) =>
          left.at - right.at || left.tie - right.tie || left.sequence - right.sequence,
      );
      expect(events.map(() => heap.pop())).toEqual(sorted);
      expect(heap.pop()).toBeUndefined();
      expect(heap.size).toBe(0);
    }),
  );
});

test('pushing between pops keeps the order', () => {
  const heap = new EventHeap();
  heap.push(eventAt(5, 0, 0));
  heap.push(eventAt(1, 0, 1));
  expect(heap.pop()?.at).toBe(1);
  heap.push(eventAt(3, 0, 2));
  heap.push(eventAt(9, 0, 3));
  expect([heap.pop()?.at, heap.pop()?.at, heap.pop()?.at]).toEqual([3, 5, 9]);
});
