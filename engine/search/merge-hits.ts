import type { PageWindow } from './page-window.ts';
import { compareHits, type RankedHit } from './rank.ts';

/** The hits of one node, best first; a hit is looked at only when the merge comes to it. */
export interface HitSource {
  readonly length: number;
  hitAt(place: number): RankedHit;
}

export interface MergedHits {
  readonly page: readonly RankedHit[];
  /** How many of all hits of the sources were not admitted. */
  readonly leftOut: number;
}

/**
 * Merges lists of hits as far as the end of the page (a k-way merge) and cuts the page out.
 * `admits` is asked about each hit in merged order, to the last one, and may leave it out.
 */
export function mergeHits(
  sources: readonly HitSource[],
  window: PageWindow,
  admits?: (hit: RankedHit) => boolean,
): MergedHits {
  const heads: Head[] = sources.filter((source) => source.length > 0).map(headOf);
  const page: RankedHit[] = [];
  const until = admits === undefined ? window.end : Infinity;
  let place = 0;
  let leftOut = 0;
  while (heads.length > 0 && place < until) {
    const best = bestOf(heads);
    const { hit } = best;
    if (admits?.(hit) === false) {
      leftOut += 1;
    } else {
      if (place >= window.start && place < window.end) page.push(hit);
      place += 1;
    }
    advance(heads, best);
  }
  return { page, leftOut };
}

interface Head {
  readonly source: HitSource;
  place: number;
  hit: RankedHit;
}

function headOf(source: HitSource): Head {
  return { source, place: 0, hit: source.hitAt(0) };
}

// There are as many heads as nodes, too few for a heap to pay.
function bestOf(heads: readonly Head[]): Head {
  return heads.reduce((best, head) => (compareHits(head.hit, best.hit) < 0 ? head : best));
}

function advance(heads: Head[], head: Head): void {
  head.place += 1;
  if (head.place < head.source.length) head.hit = head.source.hitAt(head.place);
  else heads.splice(heads.indexOf(head), 1);
}
