import { compareCodePoints } from '../../base/order.ts';
import { must } from '../../base/assert.ts';
import { withoutMarkers } from '../../documents/stored-document.ts';
import type { SliceReader } from './slice-reader.ts';

/**
 * The exact texts of all documents of disjoint slices, in the order in which they were first inserted
 * into their index, without what Miroir added; a run at a time, as far as the pages at hand allow.
 * `goOn` is called before each round of pages and may reject.
 */
export async function* mergedDocuments(
  readers: readonly SliceReader[],
  goOn: () => Promise<void>,
): AsyncGenerator<readonly string[], void, undefined> {
  let open = readers;
  for (;;) {
    await goOn();
    await Promise.all(open.map((reader) => reader.refill()));
    open = open.filter((reader) => !reader.isAtEnd);
    if (open.length === 0) return;
    yield nextRun(open);
  }
}

/** Takes documents in order until one reader has none at hand. */
function nextRun(readers: readonly SliceReader[]): readonly string[] {
  const run: string[] = [];
  for (;;) {
    let first: SliceReader | undefined;
    for (const reader of readers) {
      const { head } = reader;
      if (head === undefined) return run;
      const isBefore =
        first === undefined ||
        compareCodePoints(head.sequence, must(first.head, 'a head').sequence) < 0;
      if (isBefore) first = reader;
    }
    if (first === undefined) return run;
    run.push(withoutMarkers(must(first.head, 'a head').text));
    first.advance();
  }
}
