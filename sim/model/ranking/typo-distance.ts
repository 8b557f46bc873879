/**
 * How many typos lead from a query word to the words of a dictionary: insertions, deletions, changes and
 * swaps of neighbours, each counted once (optimal string alignment: Damerau 1964, restricted).
 */
export interface TypoDistance {
  /** The typos to `word`, or `typosMax` + 1 if there are more. */
  to(word: string): number;
}

/**
 * Distances to `query`. If `isPrefix`, words may go on after it: a word counts as far as its best
 * beginning, which ends where no longer beginning can be nearer (the sink states of the automata that
 * Meilisearch uses; Schulz and Mihov 2002).
 */
export function createTypoDistance(
  query: string,
  typosMax: number,
  isPrefix: boolean,
): TypoDistance {
  const wanted = Array.from(query);
  const rows = [0, 1, 2].map(() => Array.from({ length: wanted.length + 1 }, () => 0));
  return {
    to(word) {
      const given = Array.from(word);
      if (!isPrefix && Math.abs(given.length - wanted.length) > typosMax) return typosMax + 1;
      return alignedDistance(wanted, given, rows, { typosMax, isPrefix });
    },
  };
}

interface Limits {
  readonly typosMax: number;
  readonly isPrefix: boolean;
}

function alignedDistance(
  wanted: readonly string[],
  given: readonly string[],
  rows: readonly number[][],
  { typosMax, isPrefix }: Limits,
): number {
  let [above2 = [], above = [], row = []] = rows;
  for (let column = 0; column <= wanted.length; column += 1) row[column] = column;
  for (let index = 0; index < given.length; index += 1) {
    const last = row[wanted.length] ?? 0;
    if (isPrefix && last <= typosMax && last === Math.min(...row)) return last;
    [above2, above, row] = [above, row, above2];
    if (fillRow(wanted, given, index, [above2, above, row]) > typosMax) return typosMax + 1;
  }
  return Math.min(row[wanted.length] ?? 0, typosMax + 1);
}

/** Fills the row of one more character of the word and returns its least distance. */
function fillRow(
  wanted: readonly string[],
  given: readonly string[],
  index: number,
  [above2 = [], above = [], row = []]: readonly number[][],
): number {
  row[0] = index + 1;
  let least = index + 1;
  const character = given[index];
  for (let column = 1; column <= wanted.length; column += 1) {
    const isSame = wanted[column - 1] === character;
    let distance = Math.min(
      (above[column - 1] ?? 0) + (isSame ? 0 : 1),
      (above[column] ?? 0) + 1,
      (row[column - 1] ?? 0) + 1,
    );
    if (
      index > 0 &&
      column > 1 &&
      wanted[column - 2] === character &&
      wanted[column - 1] === given[index - 1]
    ) {
      distance = Math.min(distance, (above2[column - 2] ?? 0) + 1);
    }
    row[column] = distance;
    if (distance < least) least = distance;
  }
  return least;
}
