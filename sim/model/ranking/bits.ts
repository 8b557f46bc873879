/** A set of internal document ids: bit `id % 32` of element `id / 32`. All sets of one space are equally long. */
export type Bits = Uint32Array;

/** An empty set that can hold the ids 0 to 32 × `length` − 1. */
export function noBits(length: number): Bits {
  return new Uint32Array(length);
}

/** Adds an id. */
export function addBit(bits: Bits, id: number): void {
  const place = id >>> 5;
  bits[place] = (bits[place] ?? 0) | (1 << (id & 31));
}

/** Whether the set holds an id. */
export function hasBit(bits: Bits, id: number): boolean {
  return (((bits[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

/** Whether the set is empty. */
export function isEmpty(bits: Bits): boolean {
  for (let place = 0; place < bits.length; place += 1) if (bits[place] !== 0) return false;
  return true;
}

/** The ids in both sets, as a new set. */
export function intersection(left: Bits, right: Bits): Bits {
  const both = new Uint32Array(left.length);
  for (let place = 0; place < both.length; place += 1) {
    both[place] = (left[place] ?? 0) & (right[place] ?? 0);
  }
  return both;
}

/** Adds all ids of `more` to `bits`. */
export function addAll(bits: Bits, more: Bits): void {
  for (let place = 0; place < bits.length; place += 1) {
    bits[place] = (bits[place] ?? 0) | (more[place] ?? 0);
  }
}

/** Takes all ids of `fewer` out of `bits`. */
export function removeAll(bits: Bits, fewer: Bits): void {
  for (let place = 0; place < bits.length; place += 1) {
    bits[place] = (bits[place] ?? 0) & ~(fewer[place] ?? 0);
  }
}

/** How many ids the set holds. */
export function countBits(bits: Bits): number {
  let count = 0;
  for (let element of bits) {
    for (; element !== 0; element &= element - 1) count += 1;
  }
  return count;
}

/** The ids in ascending order. */
export function idsOf(bits: Bits): number[] {
  const ids: number[] = [];
  for (let place = 0; place < bits.length; place += 1) {
    let element = bits[place] ?? 0;
    while (element !== 0) {
      const lowest = 31 - Math.clz32(element & -element);
      ids.push(place * 32 + lowest);
      element &= element - 1;
    }
  }
  return ids;
}
