/** Whether what is left still fails in the same way. */
export type StillFails<Item> = (items: readonly Item[]) => Promise<boolean>;

/**
 * Leaves items out of a list that fails, in ever smaller pieces, until leaving out any single one makes
 * the failure go away (or `stillFails` has had enough and answers false to everything). The list itself
 * is taken to fail. Source: A. Zeller and R. Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input", IEEE TSE 28(2), 2002 (ddmin, by complements).
 */
export async function leaveOut<Item>(
  items: readonly Item[],
  stillFails: StillFails<Item>,
): Promise<readonly Item[]> {
  let left = items;
  let pieces = 2;
  while (left.length > 0) {
    const size = Math.ceil(left.length / pieces);
    const smaller = await withoutOnePiece(left, size, stillFails);
    if (smaller !== undefined) {
      left = smaller;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) {
      break;
    } else {
      pieces = Math.min(left.length, pieces * 2);
    }
  }
  return left;
}

/** The first of the lists without one piece of `size` that still fails. */
async function withoutOnePiece<Item>(
  items: readonly Item[],
  size: number,
  stillFails: StillFails<Item>,
): Promise<readonly Item[] | undefined> {
  for (let from = 0; from < items.length; from += size) {
    const rest = [...items.slice(0, from), ...items.slice(from + size)];
    if (await stillFails(rest)) return rest;
  }
  return undefined;
}
