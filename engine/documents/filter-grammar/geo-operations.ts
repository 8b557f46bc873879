import type { FilterScanner } from './filter-scanner.ts';
import type { FilterLeaf, FilterWord } from './filter-tree.ts';

const radiusUsage =
  'The `_geoRadius` filter expects three arguments: `_geoRadius(latitude, longitude, radius)`.';
const boxUsage =
  'The `_geoBoundingBox` filter expects two pairs of arguments: `_geoBoundingBox([latitude, longitude], [latitude, longitude])`.';

/** Takes a condition on places, if one comes next. Throws if it is misused. */
export function geoLeaf(scanner: FilterScanner): FilterLeaf | undefined {
  const start = scanner.at;
  if (scanner.take('_geoRadius')) {
    const numbers = takeList(scanner, '(', ')', () => scanner.takeNumber());
    if (numbers === undefined) throw scanner.error(radiusUsage, start);
    const [latitude, longitude, radius, ...more] = numbers;
    if (
      latitude === undefined ||
      longitude === undefined ||
      radius === undefined ||
      more.length > 0
    ) {
      throw scanner.error(radiusUsage);
    }
    scanner.skipSpace();
    return { kind: 'geo-radius', latitude, longitude, radius };
  }
  return scanner.take('_geoBoundingBox') ? boxLeaf(scanner, start) : undefined;
}

function boxLeaf(scanner: FilterScanner, start: number): FilterLeaf {
  const corners = takeList(scanner, '(', ')', () => {
    scanner.skipSpace();
    return takeList(scanner, '[', ']', () => scanner.takeNumber());
  });
  if (corners === undefined) throw scanner.error(boxUsage, start);
  const [top, right, ...moreOfFirst] = corners[0] ?? [];
  const [bottom, left, ...moreOfSecond] = corners[1] ?? [];
  const extra = corners.length - 2 + moreOfFirst.length + moreOfSecond.length;
  if (!top || !right || !bottom || !left || extra > 0) throw scanner.error(boxUsage);
  scanner.skipSpace();
  return { kind: 'geo-box', top, right, bottom, left };
}

function takeList<Item extends FilterWord | readonly FilterWord[]>(
  scanner: FilterScanner,
  open: string,
  close: string,
  takeItem: () => Item | undefined,
): Item[] | undefined {
  if (!scanner.take(open)) return undefined;
  const items: Item[] = [];
  do {
    const item = takeItem();
    if (item === undefined) return undefined;
    items.push(item);
    scanner.skipSpace();
  } while (scanner.take(','));
  return scanner.take(close) ? items : undefined;
}
