/**
 * The first of `names` that somebody who wrote `received` may have meant, by the distance that
 * Meilisearch v1.21 allows for its length: none up to 3 letters, 1 up to 7, 2 up to 12, then 3.
 */
export function nameMeant(received: string, names: readonly string[]): string | undefined {
  const { length } = received;
  const allowed = length <= 3 ? -1 : length <= 7 ? 1 : length <= 12 ? 2 : 3;
  return names.find((name) => distance(received, name) <= allowed);
}

/** Insertions, deletions, substitutions and swaps of neighbours (Damerau 1964, adjacent swaps only). */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const equal = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (equal ? 0 : 1),
          row > 1 && column > 1 && swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
