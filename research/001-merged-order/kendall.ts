/**
 * Kendall's tau-a between two orders of the same items: 1 for the same order, −1 for the reverse.
 * Items that only one order has are left out; fewer than two shared items agree by definition.
 * Source: M. Kendall, "A New Measure of Rank Correlation", Biometrika 30 (1938).
 */
export function kendallTau(left: readonly string[], right: readonly string[]): number {
  const place = new Map(right.map((item, at) => [item, at]));
  const places = left.flatMap((item) => place.get(item) ?? []);
  const pairs = (places.length * (places.length - 1)) / 2;
  if (pairs === 0) return 1;
  let balance = 0;
  for (const [at, first] of places.entries()) {
    for (const second of places.slice(at + 1)) balance += first < second ? 1 : -1;
  }
  return balance / pairs;
}
