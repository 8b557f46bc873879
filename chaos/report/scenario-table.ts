import type { Tally } from '../run/tally.ts';
import type { VerdictKind } from '../run/verdict.ts';

/** What came of all runs of one scenario. */
export interface ScenarioRow extends Tally {
  readonly name: string;
  readonly about: string;
  readonly seeds: number;
  readonly seconds: number;
  /** `shown-nothing`: what was to go wrong never did. */
  readonly verdict: VerdictKind | 'shown-nothing';
}

const head = ['scenario', 'seeds', 'writes', 'injected', 'moves', 'lost', 'seconds', 'verdict'];

/** The rows for a terminal: `writes` are documents that were acknowledged. */
export function scenarioTable(rows: readonly ScenarioRow[]): string {
  const cells = rows.map((row) => [
    row.name,
    ...[row.seeds, row.documents, row.injected, row.moves, row.lost].map(String),
    row.seconds.toFixed(1),
    row.verdict,
  ]);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const print = (line: readonly string[]): string =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const isText = column === 0 || column === head.length - 1;
        return isText ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [head, ...cells].map(print).join('\n');
}
